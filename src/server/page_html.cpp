#include "server/page_parts.hpp"

namespace wingspread::server {

const std::string_view page_html = R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Wingspread</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<a class="skip" href="#spreads">Skip to the spreads</a>
<header>
  <h1>Wingspread</h1>
  <span id="environment" class="badge" hidden></span>
  <dl id="status" aria-label="Connection">
    <div><dt>Gateway</dt><dd id="state" role="status">Connecting…</dd></div>
    <div><dt>Account</dt><dd id="account">–</dd></div>
    <div><dt>Data lines</dt><dd><span id="lines">–</span>
      <meter id="lines-meter" min="0" max="1" value="0" aria-label="Market-data lines in use"></meter></dd></div>
    <div><dt>Trading</dt><dd id="trading">–</dd></div>
  </dl>
</header>
<main>
  <p id="notice" class="notice" role="alert" hidden></p>
  <div class="bar">
    <div id="symbols" role="group" aria-label="Underlying" hidden></div>
    <label>Structure
      <select id="structure">
        <option value="">All four</option>
        <option value="bull_put">Bull put</option>
        <option value="bear_call">Bear call</option>
        <option value="bull_call">Bull call</option>
        <option value="bear_put">Bear put</option>
      </select>
    </label>
    <p id="summary" aria-live="off"></p>
  </div>
  <div class="table" tabindex="0" role="region" aria-labelledby="caption">
    <table id="spreads" tabindex="-1">
      <caption id="caption">Ranked vertical spreads, best first</caption>
      <thead><tr id="head"></tr></thead>
      <tbody id="rows"></tbody>
    </table>
    <p id="empty">Waiting for the first ranking…</p>
  </div>
  <p class="foot">Prices are per share from the buyer’s side: a credit is negative. Dollar figures are
    for one spread at the price of the scan. Arrow keys move between rows; the column headings
    sort.</p>
</main>
<noscript><p class="notice">This page shows live data and needs JavaScript.
  <code>wingspread scan SYMBOL</code> prints the same ranking.</p></noscript>
</body>
</html>
)html";

const std::string_view page_icon =
    R"svg(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#12608f"/>
<path d="M4 22h7l10-12h7" fill="none" stroke="#fff" stroke-width="3" stroke-linejoin="round" stroke-linecap="round"/>
</svg>
)svg";

}  // namespace wingspread::server
