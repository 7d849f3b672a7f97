// A sheet writes down as SVG what is drawn on it: held to shapes and places worked out by hand.

import assert from "node:assert/strict";
import { test } from "node:test";

import { plainColour, Sheet } from "../../static/js/pictures/sheet.js";

const sheet = (size = {}) => new Sheet({ measured: (text, font) => text.length * Number.parseFloat(font), png: () => "data:image/png;base64,AAAA", ...size });
const written = (draw) => {
  const paper = sheet();
  draw(paper.getContext("2d"));
  return paper.inside;
};

test("colours as pages spell them become what every program reads", () => {
  assert.deepEqual(plainColour("#0B6B53"), { paint: "#0b6b53", opacity: 1 });
  assert.deepEqual(plainColour("rgb(27, 31, 36)"), { paint: "#1b1f24", opacity: 1 });
  assert.deepEqual(plainColour("rgb(255 0 15.6)"), { paint: "#ff0010", opacity: 1 });
  assert.deepEqual(plainColour("rgba(0, 0, 0, 0.25)"), { paint: "#000000", opacity: 0.25 });
  assert.throws(() => plainColour("hsl(10 20% 30%)"), /knows/);
});

test("a line is one path with its colour, width, dash and strength", () => {
  const found = written((ink) => {
    Object.assign(ink, { strokeStyle: "#112233", lineWidth: 1.75, globalAlpha: 0.5 });
    ink.setLineDash([6, 4]);
    ink.beginPath();
    for (const [x, y] of [[0, 10], [1.005, 20], [2 / 3, 30]]) ink.lineTo(x, y);
    ink.stroke();
  });
  assert.equal(found, '<path d="M0 10L1 20L0.67 30" fill="none" stroke="#112233" stroke-width="1.75" stroke-dasharray="6 4" opacity="0.5"/>');
});

test("what is clipped lies in a group of its clip, and what follows does not", () => {
  const found = written((ink) => {
    ink.save();
    ink.beginPath();
    ink.rect(1, 2, 3, 4);
    ink.clip();
    ink.fillStyle = "#ff0000";
    ink.fillRect(0, 0, 9, 9);
    ink.restore();
    ink.fillRect(0, 0, 1, 1);
  });
  const [, id] = /<clipPath id="([^"]+)">/.exec(found);
  assert.equal(found, `<clipPath id="${id}"><path d="M1 2h3v4h-3Z"/></clipPath><g clip-path="url(#${id})"><rect x="0" y="0" width="9" height="9" fill="#ff0000"/></g><rect x="0" y="0" width="1" height="1" fill="#000000"/>`);
});

test("words are words: escaped, anchored as they were aligned, on the baseline of their letters", () => {
  const found = written((ink) => {
    Object.assign(ink, { font: '600 20px Inter, "Noto Sans"', textAlign: "right", textBaseline: "middle", fillStyle: "#000000" });
    ink.fillText("a < b & 测试", 50, 100);
  });
  assert.equal(found, '<text x="50" y="107" font-size="20" font-family="Inter, &quot;Noto Sans&quot;" font-weight="600" text-anchor="end" fill="#000000">a &lt; b &amp; 测试</text>');
  assert.equal(sheet().getContext("2d").measureText("ten").width, 30);
});

test("a whole circle is two halves, a part of one an arc to where it ends", () => {
  const path = (draw) => /d="([^"]+)"/.exec(written((ink) => (ink.beginPath(), draw(ink), ink.fill())))[1];
  assert.equal(path((ink) => ink.arc(10, 10, 5, 0, 2 * Math.PI)), "M15 10A5 5 0 0 1 5 10A5 5 0 0 1 15 10");
  assert.equal(path((ink) => ink.arc(0, 0, 2, 0, Math.PI / 2)), "M2 0A2 2 0 0 1 0 2");
  assert.equal(path((ink) => ink.arc(0, 0, 2, 0, 1.5 * Math.PI)), "M2 0A2 2 0 1 1 0 -2");
});

test("a sheet in CSS pixels keeps its size on a finer screen, alone and inside another", () => {
  const inner = sheet({ width: 200, height: 100 });
  inner.getContext("2d").setTransform(2, 0, 0, 2, 0, 0);
  inner.getContext("2d").fillRect(0, 0, 100, 50);
  assert.match(inner.file({ title: "a & b", ratio: 2, language: "zh-Hans" }), /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="100" height="50" viewBox="0 0 100 50" role="img" lang="zh-Hans"><title>a &amp; b<\/title>/);
  const found = written((ink) => ink.drawImage(inner, 7, 8));
  assert.equal(found, '<svg x="7" y="8" width="200" height="100" viewBox="0 0 100 50" preserveAspectRatio="none"><rect x="0" y="0" width="100" height="50" fill="#000000"/></svg>');
});

test("pictures of pixels are carried along, sharp where they were drawn sharp", () => {
  const found = written((ink) => {
    ink.imageSmoothingEnabled = false;
    ink.drawImage({ width: 4, height: 4 }, 1, 2, 30, 40);
  });
  assert.equal(found, '<image x="1" y="2" width="30" height="40" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,AAAA"/>');
});

test("what it cannot write down is an error, not a hole in the picture", () => {
  const ink = sheet().getContext("2d");
  assert.throws(() => ink.createPattern(), TypeError);
  assert.throws(() => ink.setTransform(1, 0.5, 0, 1, 0, 0), RangeError);
  assert.throws(() => ink.ellipse(0, 0, 1, 1, 0.3, 0, 1), RangeError);
});
