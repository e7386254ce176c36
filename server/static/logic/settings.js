/** How one person wants to read and hear; kept in their browser, on this device only. */

import { chosen } from "./kept.js";
import { isCode } from "./languages.js";

/**
 * @typedef {object} Settings
 * @property {string} page language of the page's own words, or "auto"
 * @property {number} size of the captions, in percent
 * @property {"system"|"plain"|"serif"|"mono"} font
 * @property {number} spacing between lines, in percent of the letters
 * @property {"auto"|"light"|"dark"|"contrast"} theme
 * @property {"bottom"|"middle"|"top"} position of the captions
 * @property {number} lines of captions at once; 0: all there is room for
 * @property {"below"|"beside"} languages several below or beside one another
 * @property {boolean} showOriginal
 * @property {boolean} showTimes
 * @property {"off"|"finals"|"all"} announce
 * @property {boolean} keys single keys do something
 * @property {boolean} still nothing moves by itself
 */

/** @typedef {object} Person What the join form remembers.
 * @property {string} name
 * @property {string} speaks
 * @property {string[]} reads
 * @property {string|null} hears
 * @property {"full"|"under"|"none"} original
 * @property {string} microphone device id
 */

/** @type {Settings} */
export const DEFAULT_SETTINGS = Object.freeze({
  page: "auto",
  size: 125,
  font: "system",
  spacing: 140,
  theme: "auto",
  position: "bottom",
  lines: 0,
  languages: "below",
  showOriginal: true,
  showTimes: false,
  announce: "finals",
  keys: true,
  still: false,
});

/** @type {Person} */
export const DEFAULT_PERSON = Object.freeze({
  name: "",
  speaks: "auto",
  reads: Object.freeze([]),
  hears: null,
  original: "under",
  microphone: "",
});

export const SIZES = Object.freeze([75, 100, 125, 150, 175, 200, 250, 300]);
export const SPACINGS = Object.freeze([120, 140, 170, 200]);
export const LINES = Object.freeze([0, 2, 3, 4, 6, 8]);

const CHOICES = {
  size: SIZES,
  spacing: SPACINGS,
  lines: LINES,
  font: ["system", "plain", "serif", "mono"],
  theme: ["auto", "light", "dark", "contrast"],
  position: ["bottom", "middle", "top"],
  languages: ["below", "beside"],
  announce: ["off", "finals", "all"],
  showOriginal: [true, false],
  showTimes: [true, false],
  keys: [true, false],
  still: [true, false],
};
const ORIGINALS = ["full", "under", "none"];
const LONGEST_NAME = 60;

/** @param {any} given whatever was stored @returns {Settings} with defaults for what is not valid */
export function validSettings(given) {
  const settings = chosen(given, DEFAULT_SETTINGS, CHOICES);
  if (isCode(given?.page)) settings.page = given.page;
  return settings;
}

/** @param {any} given @returns {Person} */
export function validPerson(given) {
  const language = (value, otherwise) => (isCode(value) ? value : otherwise);
  const reads = Array.isArray(given?.reads) ? given.reads : [];
  return {
    name: typeof given?.name === "string" ? given.name.trim().slice(0, LONGEST_NAME) : "",
    speaks: language(given?.speaks, DEFAULT_PERSON.speaks),
    reads: [...new Set(reads.filter(isCode))].slice(0, 8),
    hears: language(given?.hears, null),
    original: ORIGINALS.includes(given?.original) ? given.original : DEFAULT_PERSON.original,
    microphone: typeof given?.microphone === "string" ? given.microphone : "",
  };
}

/** The next size up or down. @param {number} size @param {1|-1} step @returns {number} */
export function stepSize(size, step) {
  const index = SIZES.indexOf(size) + step;
  return SIZES[Math.max(0, Math.min(SIZES.length - 1, index))];
}
