#!/usr/bin/env python3
"""Each rule of the code is able to fail: small checkouts, one sound and one broken by each case."""

import pathlib
import tempfile
import unittest

import arrows
import banned
import headers
import hosts
import sizes
from project import Project, code_only

SOUND = {
    "src/CMakeLists.txt": "wingspread_room(core LIBS fmt::fmt)\n"
                          "wingspread_room(trade DEPS core)  # a comment\n"
                          "wingspread_room(net DEPS core\n                LIBS Boost::system)\n",
    "ARCHITECTURE.md": "| room | may include |\n| `core/` | – | values |\n"
                       "| `trade/` | core | orders |\n| `net/` | core | sockets |\n",
    "src/core/price.hpp": "#pragma once\nstruct Price { int raw; };\n",
    "src/trade/order.hpp": '#pragma once\n#include "core/price.hpp"\nstruct Order { Price p; };\n',
    "src/trade/order.cpp": '#include "trade/order.hpp"\n\n#include <vector>\n',
    "src/net/socket.cpp": "#include <boost/asio/ip/tcp.hpp>\n",
    "tests/architecture/size_exceptions.txt": "# none\n",
}


def long_function(lines):
    return "int f(int a) {\n" + "    ++a;\n" * (lines - 3) + "    return a;\n}\n"


class RuleTest(unittest.TestCase):
    def violations(self, rule, changes=None):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**SOUND, **(changes or {})}.items():
                file = pathlib.Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            return rule.check(Project(folder))

    def assert_caught(self, rule, changes, word):
        found = self.violations(rule, changes)
        self.assertEqual(len(found), 1, found)
        self.assertIn(word, found[0])

    def test_a_sound_checkout_has_no_violation(self):
        for rule in (arrows, banned, headers, hosts, sizes):
            self.assertEqual(self.violations(rule), [], rule.__name__)


class ArrowsTest(RuleTest):
    def test_an_include_against_the_arrows(self):
        self.assert_caught(arrows, {"src/core/bad.cpp": '#include "trade/order.hpp"\n'},
                           "core must not include trade")

    def test_an_include_that_hides_its_room(self):
        self.assert_caught(arrows, {"src/trade/bad.cpp": '#include "order.hpp"\n'},
                           "not included by room path")

    def test_a_source_in_no_room(self):
        self.assert_caught(arrows, {"src/misc/util.cpp": "\n"}, "stands in no room")

    def test_an_arrow_upward(self):
        rooms = "wingspread_room(core DEPS trade)\nwingspread_room(trade)\n" \
                "wingspread_room(net DEPS core)\n"
        found = self.violations(arrows, {"src/CMakeLists.txt": rooms})
        self.assertTrue(any("core leans on trade" in error for error in found), found)

    def test_a_room_missing_from_the_document(self):
        text = SOUND["ARCHITECTURE.md"].replace("| `net/` | core | sockets |\n", "")
        self.assert_caught(arrows, {"ARCHITECTURE.md": text}, "net/ has no row")

    def test_a_document_that_states_another_arrow(self):
        text = SOUND["ARCHITECTURE.md"].replace("| `net/` | core |", "| `net/` | core, trade |")
        self.assert_caught(arrows, {"ARCHITECTURE.md": text}, "net/ states")


class BannedTest(RuleTest):
    def test_each_banned_call(self):
        for code, name in [
                ("auto t = std::chrono::steady_clock::now();", "clock"),
                ("std::random_device seed;", "randomness"),
                ("std::normal_distribution<double> d;", "randomness"),
                ("std::mutex m;", "thread"),
                ("std::this_thread::sleep_for(1s);", "sleep"),
                ('auto home = std::getenv("HOME");', "environment"),
                ('std::cout << "x";', "output"),
                ("int TODO;", "unfinished")]:
            self.assert_caught(banned, {"src/trade/bad.cpp": code + "\n"}, name)

    def test_words_in_comments_and_strings_are_not_calls(self):
        code = '// a std::mutex would wait\nauto text = "std::cout << 1";\n' \
               'auto raw = R"(std::mutex)";\nint million = 1\'000\'000;\n'
        self.assertEqual(self.violations(banned, {"src/trade/fine.cpp": code}), [])

    def test_unfinished_work_in_a_comment(self):
        self.assert_caught(banned, {"src/net/bad.cpp": "int a;  // TODO: later\n"}, "unfinished")

    def test_a_library_in_the_wrong_room(self):
        for include in ("boost/asio.hpp", "boost/json.hpp", "sqlite3.h", "toml++/toml.h",
                        "fstream", "sys/socket.h"):
            self.assert_caught(banned, {"src/trade/bad.cpp": f"#include <{include}>\n"}, include)

    def test_a_heavy_library_in_a_header_that_another_room_reaches(self):
        heavy = {"src/net/inner.hpp": "#include <boost/asio/ip/tcp.hpp>\n",
                 "src/net/outer.hpp": '#include "net/inner.hpp"\n'}
        self.assertEqual(self.violations(banned, heavy), [])
        user = {"src/trade/user.cpp": '#include "net/outer.hpp"\n'}
        self.assert_caught(banned, {**heavy, **user}, "src/net/inner.hpp:1: <boost/asio/ip/tcp")

    def test_a_test_that_sleeps(self):
        self.assert_caught(banned, {"tests/net/t.cpp": "std::this_thread::sleep_for(1s);\n"},
                           "sleep")


class SizesTest(RuleTest):
    def test_a_long_function_and_the_limit_itself(self):
        self.assertEqual(self.violations(sizes, {"src/core/a.cpp": long_function(70)}), [])
        self.assert_caught(sizes, {"src/core/a.cpp": long_function(71)}, "src/core/a.cpp:f: 71")

    def test_a_long_file(self):
        self.assert_caught(sizes, {"src/core/a.cpp": "int a;\n" * 501}, "501 lines")

    def test_the_list_allows_and_only_shrinks(self):
        def listed(figure, lines):
            return {"src/core/a.cpp": long_function(lines),
                    sizes.LIST: f"src/core/a.cpp:f {figure} one long table\n"}
        self.assertEqual(self.violations(sizes, listed(80, 80)), [])
        self.assert_caught(sizes, listed(80, 81), "has grown to 81")
        self.assert_caught(sizes, listed(80, 79), "lower src/core/a.cpp:f from 80 to 79")
        self.assert_caught(sizes, listed(80, 60), "remove it")

    def test_an_entry_without_a_reason(self):
        self.assert_caught(sizes, {sizes.LIST: "src/core/a.cpp 600\n"}, "expected: place lines")

    def test_functions_are_found_in_every_shape(self):
        code = code_only("""
            namespace a {
            struct Foo : Bar {
              public:
                Foo(int a, std::vector<int> v = {}) : a_{a}, b_(v) { if (a) { x(); } }
                explicit operator bool() const { return true; }
                template <class T> auto get(T t) -> Result<T> requires Small<T> { return t; }
                int a_{1};
            };
            constexpr std::array table{Row{1, f(2)}, Row{2}};
            TEST(A, B) { f([&] { return "}"; }); }
            Foo& operator=(Foo&& o) noexcept { return *this; }
            enum class E { a, b };
            }  // namespace a
            int main() { return 0; }
            """)
        names = [name for name, _, _ in sizes.functions(code)]
        self.assertEqual(names, ["Foo", "bool", "get", "A.B", "operator=", "main"])


class HeadersTest(RuleTest):
    def test_a_header_that_leans_on_its_neighbours(self):
        self.assert_caught(headers, {"src/core/bad.hpp": "#pragma once\nstd::string name();\n"},
                           "does not compile alone")

    def test_a_header_whose_source_hides_it(self):
        self.assert_caught(headers, {
            "src/core/bad.hpp": "#pragma once\nstd::string name();\n",
            "src/core/bad.cpp": '#include "core/price.hpp"\n#include "core/bad.hpp"\n'},
            "does not compile alone")


class HostsTest(RuleTest):
    def test_registries_and_paths(self):
        for text in ("https://registry" + ".npm" + "js.org/x", "http://deb" + ".debian.org/debian",
                     "see /wo" + "rk/main", "cd /ro" + "ot/x", "C:" + "\\Users\\me"):
            self.assert_caught(hosts, {"README.md": text + "\n"}, "README.md:1")

    def test_paths_inside_the_repository_are_fine(self):
        self.assertEqual(self.violations(hosts, {"README.md": "build/work/x, ./root/y\n"}), [])


if __name__ == "__main__":
    unittest.main()
