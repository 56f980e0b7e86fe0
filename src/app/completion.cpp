#include "app/completion.hpp"

#include "options/structure_kind.hpp"
#include "scan/fields.hpp"
#include "scan/profile.hpp"

#include <fmt/format.h>

#include <iterator>
#include <vector>

namespace wingspread::app {

namespace {

struct Flag {
    std::string name;  ///< without dashes
    std::string help;  ///< its first line, fit for single quotes
    bool takes_value = false;
};

struct Command {
    std::string name;
    std::string help;
    std::vector<Flag> flags;
    std::vector<std::string> subcommands;
};

/// Words that a flag may be followed by.
struct Values {
    std::string flag;
    std::vector<std::string> words;
};

std::string quotable(std::string text) {
    text = text.substr(0, text.find('\n'));
    std::erase(text, '\'');
    return text;
}

std::vector<Flag> flags_of(const CLI::App& command) {
    std::vector<Flag> flags;
    for (const auto* option : command.get_options())
        for (const auto& name : option->get_lnames())
            flags.push_back({name, quotable(option->get_description()),
                             option->get_expected_max() > 0 && option->get_type_size() != 0});
    return flags;
}

std::vector<const CLI::App*> subcommands_of(const CLI::App& app) {
    return app.get_subcommands(
        [](const CLI::App* command) { return !command->get_name().empty(); });
}

std::vector<Command> commands_of(const CLI::App& app) {
    std::vector<Command> commands;
    for (const auto* sub : subcommands_of(app)) {
        Command command{sub->get_name(), quotable(sub->get_description()), flags_of(*sub), {}};
        for (const auto* below : subcommands_of(*sub)) {
            command.subcommands.push_back(below->get_name());
            for (auto& flag : flags_of(*below))
                if (flag.name != "help") command.flags.push_back(std::move(flag));
        }
        commands.push_back(std::move(command));
    }
    return commands;
}

std::vector<Values> known_values() {
    Values sort{"sort", {}};
    for (const auto name : scan::field_names()) sort.words.emplace_back(name);
    Values structures{"structures", {}};
    Values structure{"structure", {}};
    for (const auto& form : options::structure_forms()) {
        structure.words.emplace_back(options::to_string(form.kind));
        if (!form.shares) structures.words.emplace_back(options::to_string(form.kind));
    }
    Values profile{"profile", {}};
    for (const auto& each : scan::builtin_profiles()) profile.words.push_back(each.name);
    return {sort, structures, structure, profile, {"price", {"natural", "mid"}}};
}

std::string dashed(const std::vector<Flag>& flags) {
    std::string text;
    for (const auto& flag : flags) text += (text.empty() ? "--" : " --") + flag.name;
    return text;
}

std::string bash_script(const CLI::App& app) {
    const auto commands = commands_of(app);
    std::string names;
    for (const auto& command : commands) names += (names.empty() ? "" : " ") + command.name;
    // Without an index into an array: bash counts from 0, zsh from 1.
    std::string text = fmt::format("_wingspread() {{\n    local names='{}'\n", names);
    text +=
        "    local word current= previous= command= words= place=0\n"
        "    for word in \"${COMP_WORDS[@]}\"; do\n"
        "        if [ \"$place\" -eq \"$COMP_CWORD\" ]; then current=$word; break; fi\n"
        "        if [ -z \"$command\" ]; then\n"
        "            case \" $names \" in *\" $word \"*) command=$word ;; esac\n"
        "        fi\n"
        "        previous=$word\n"
        "        place=$((place + 1))\n"
        "    done\n"
        "    case $command in\n";
    auto out = std::back_inserter(text);
    for (const auto& command : commands)
        fmt::format_to(out, "        {}) words='{}{}{}' ;;\n", command.name,
                       fmt::join(command.subcommands, " "), command.subcommands.empty() ? "" : " ",
                       dashed(command.flags));
    fmt::format_to(out,
                   "        *) words=\"$names {}\" ;;\n    esac\n"
                   "    case $previous in\n",
                   dashed(flags_of(app)));
    for (const auto& values : known_values())
        fmt::format_to(out, "        --{}) words='{}' ;;\n", values.flag,
                       fmt::join(values.words, " "));
    text +=
        "        --data|--config|--profile-file|--state)\n"
        "            COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
        "    esac\n"
        "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
        "}\n"
        "complete -F _wingspread wingspread\n";
    return text;
}

std::string fish_script(const CLI::App& app) {
    std::string text = "complete -c wingspread -f\n";
    auto out = std::back_inserter(text);
    const auto values = known_values();
    const auto add = [&](const std::string& where, const Flag& flag) {
        fmt::format_to(out, "complete -c wingspread{} -l {} -d '{}'{}", where, flag.name, flag.help,
                       flag.takes_value ? " -r" : "");
        for (const auto& known : values)
            if (known.flag == flag.name)
                fmt::format_to(out, " -a '{}'", fmt::join(known.words, " "));
        text += '\n';
    };
    for (const auto& flag : flags_of(app)) add("", flag);
    for (const auto& command : commands_of(app)) {
        fmt::format_to(out, "complete -c wingspread -n __fish_use_subcommand -a {} -d '{}'\n",
                       command.name, command.help);
        const auto where = fmt::format(" -n '__fish_seen_subcommand_from {}'", command.name);
        if (!command.subcommands.empty())
            fmt::format_to(out, "complete -c wingspread{} -a '{}'\n", where,
                           fmt::join(command.subcommands, " "));
        for (const auto& flag : command.flags) add(where, flag);
    }
    return text;
}

}  // namespace

std::string completion_script(const CLI::App& app, std::string_view shell) {
    if (shell == "bash") return bash_script(app);
    if (shell == "zsh") return "autoload -U +X bashcompinit && bashcompinit\n" + bash_script(app);
    if (shell == "fish") return fish_script(app);
    return {};
}

}  // namespace wingspread::app
