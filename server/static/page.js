/** How every page begins: as its reader has set it, and in their language. */

import { applySettings } from "./appearance.js";
import { Kept } from "./logic/kept.js";
import { validSettings } from "./logic/settings.js";
import { fillIn, t, useLanguage } from "./text/words.js";

export const settings = new Kept(() => localStorage, "dragoman.settings", validSettings);

/** Gives the page its words and its look. */
export async function prepare() {
  await useLanguage(settings.value.page);
  applySettings(settings.value);
  fillIn(document);
}

/** @param {string} name of what the page shows */
export function entitle(name) {
  document.title = `${name} – ${t("appName")}`;
}

/** The page can be used from now on. */
export function ready() {
  document.documentElement.dataset.ready = "true";
}
