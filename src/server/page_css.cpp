#include "server/page_parts.hpp"

namespace wingspread::server {

const std::string_view page_css = R"css(:root {
  color-scheme: light dark;
  --ground: #f7f8f9; --panel: #ffffff; --ink: #16202a; --soft: #5a6773; --line: #dde2e7;
  --accent: #12608f; --good: #17693f; --bad: #a8281c; --warn: #8a5300; --mark: #e8f1f7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151a; --panel: #171e25; --ink: #e6ebf0; --soft: #9aa7b3; --line: #2a343e;
    --accent: #6cb6e4; --good: #62c793; --bad: #f08a7e; --warn: #e5ae59; --mark: #1f2c38;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
[hidden] { display: none !important; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; background: var(--panel); padding: 6px 10px; z-index: 3; }
header {
  display: flex; flex-wrap: wrap; align-items: center; gap: 8px 20px;
  padding: 12px 20px; background: var(--panel); border-bottom: 1px solid var(--line);
}
h1 { font-size: 18px; margin: 0; letter-spacing: .01em; }
.badge {
  padding: 2px 9px; border-radius: 999px; border: 1px solid currentColor;
  font-size: 12px; font-weight: 600; text-transform: uppercase; letter-spacing: .05em;
}
.badge.simulated { color: var(--accent); }
.badge.paper { color: var(--good); }
.badge.live { color: var(--panel); background: var(--bad); border-color: var(--bad); }
dl { display: flex; flex-wrap: wrap; gap: 6px 24px; margin: 0 0 0 auto; }
dl div { display: flex; gap: 7px; align-items: baseline; }
dt { color: var(--soft); font-size: 13px; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
dd.ok { color: var(--good); } dd.degraded { color: var(--warn); } dd.down { color: var(--bad); }
meter { width: 64px; height: 9px; }
main { padding: 16px 20px; max-width: 1500px; margin: 0 auto; }
.notice {
  margin: 0 0 12px; padding: 9px 13px; border-left: 4px solid var(--warn);
  background: var(--panel); border-radius: 0 6px 6px 0;
}
.bar { display: flex; flex-wrap: wrap; gap: 10px 20px; align-items: center; margin-bottom: 12px; }
.bar p { margin: 0 0 0 auto; color: var(--soft); font-variant-numeric: tabular-nums; }
#symbols { display: flex; gap: 6px; }
button, select {
  font: inherit; color: inherit; background: var(--panel);
  border: 1px solid var(--line); border-radius: 6px; padding: 4px 11px;
}
button { cursor: pointer; }
#symbols button[aria-pressed="true"] { border-color: var(--accent); color: var(--accent); font-weight: 600; }
.table { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; overflow: auto; max-height: 76vh; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 6px 9px; text-align: right; white-space: nowrap; }
th { position: sticky; top: 0; background: var(--panel); box-shadow: inset 0 -1px var(--line); font-weight: 600; }
th button { all: unset; cursor: pointer; }
th button { position: relative; }
th button:hover { color: var(--accent); }
th button::after { position: absolute; right: -11px; color: var(--accent); }
th[aria-sort="ascending"] button::after { content: "\2191"; }
th[aria-sort="descending"] button::after { content: "\2193"; }
.text { text-align: left; }
tbody tr { border-top: 1px solid var(--line); }
tbody tr:first-child { border-top: 0; }
tbody tr:hover { background: var(--mark); }
tbody tr:focus { outline: 2px solid var(--accent); outline-offset: -2px; background: var(--mark); }
.credit { color: var(--good); } .loss { color: var(--bad); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#empty { padding: 34px 20px; margin: 0; text-align: center; color: var(--soft); }
.foot { color: var(--soft); font-size: 13px; }
.stale table { opacity: .55; }
@media (max-width: 640px) {
  header, main { padding-left: 12px; padding-right: 12px; }
  dl { margin-left: 0; } th, td { padding: 6px 8px; }
}
)css";

}  // namespace wingspread::server
