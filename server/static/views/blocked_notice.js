/** The browser waits for a touch before it plays sound: here is something to touch. */

import { t } from "../text/words.js";

/** @param {() => void} hear starts playing @returns {Partial<import("../logic/notices.js").Notice>} */
export function blockedNotice(hear) {
  return {
    id: "blocked",
    level: "warning",
    text: t("tapToHear"),
    actions: [{ label: t("hear"), do: hear }],
  };
}
