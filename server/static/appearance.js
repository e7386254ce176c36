/** Makes the page look as the settings say. */

import { byId } from "./views/dom.js";

const LETTERS = {
  system: "inherit",
  plain: 'Verdana, Tahoma, "DejaVu Sans", sans-serif',
  serif: 'Georgia, Cambria, "Noto Serif", "DejaVu Serif", serif',
  mono: 'ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
};

/** @param {import("./logic/settings.js").Settings} settings */
export function applySettings(settings) {
  const root = document.documentElement;
  root.dataset.theme = settings.theme;
  root.dataset.still = String(settings.still);
  root.style.setProperty("--caption-size", settings.size);
  root.style.setProperty("--caption-spacing", settings.spacing);
  root.style.setProperty("--caption-lines", settings.lines);
  root.style.setProperty("--caption-letters", LETTERS[settings.font]);
  const captions = byId("captions");
  if (!captions) return;
  captions.dataset.position = settings.position;
  captions.dataset.languages = settings.languages;
  captions.classList.toggle("few", settings.lines > 0);
  captions.parentElement.dataset.few = settings.lines > 0 ? settings.position : "";
}
