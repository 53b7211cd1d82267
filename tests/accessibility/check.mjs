// Opens each paper in headless Chromium and fails unless axe-core finds no violation on screen and in print,
// nothing scrolls sideways down to 320 pixels, no word of a heading is broken, the keyboard reaches every link and table, and no request is made.
// usage: node check.mjs REPORT.html ...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const papers = process.argv.slice(2);
if (papers.length === 0) throw new Error("usage: node check.mjs REPORT.html ...");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
});
let failures = 0;
const fail = (words) => { failures += 1; console.error(`FAILED ${words}`); };

async function violations(page) {
  // Evaluated through the debugger, which the page's content security policy does not bind.
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.length}; ${v.nodes[0].target})`);
}

// Words of headings and of the contents that are broken in their middle: their column is too narrow.
const broken = (page) => page.evaluate(() => {
  const found = [];
  for (const element of document.querySelectorAll("h1, h2, h3, h4, dt, .contents a, caption, .chart-title")) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/[\p{L}\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
        if (lines.size > 1) found.push(word[0]);
      }
    }
  }
  return found;
});

for (const paper of papers) {
  for (const [width, media] of [[1280, "screen"], [375, "screen"], [320, "screen"], [794, "print"]]) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.emulateMedia({ media });
    await page.goto(pathToFileURL(resolve(paper)).href);
    const at = `${paper} at ${width} px, ${media}`;
    for (const words of await violations(page)) fail(`${at}: ${words}`);
    const scroll = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    if (media === "screen" && scroll[0] > scroll[1]) fail(`${at}: scrolls sideways, ${scroll[0]} > ${scroll[1]}`);
    for (const word of await broken(page)) fail(`${at}: ${word} is broken in its middle`);
    if (requests.length !== 1) fail(`${at}: ${requests.length - 1} requests beside the file`);
    console.log(`checked ${at}`);
    await page.close();
  }
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(pathToFileURL(resolve(paper)).href);
  const wanted = await page.evaluate(() => document.querySelectorAll("a[href], [tabindex='0']").length);
  const reached = new Set();
  let last = -1;
  for (let i = 0; i < wanted; i += 1) {
    await page.keyboard.press("Tab");
    const place = await page.evaluate(() => [...document.querySelectorAll("*")].indexOf(document.activeElement));
    if (place < last) fail(`${paper}: the keyboard jumps back after stop ${i}`);
    last = place;
    reached.add(place);
  }
  if (reached.size !== wanted) fail(`${paper}: the keyboard reaches ${reached.size} of ${wanted} stops`);
  console.log(`keyboard reaches ${reached.size} of ${wanted} stops in order`);
  await page.close();
}
await browser.close();
if (failures > 0) process.exit(1);
console.log("axe-core: 0 violations");
