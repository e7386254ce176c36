/** Keeps a telephone's screen on: a screen that goes dark takes the camera with it. */

let isWanted = false;
let lock = null;

async function hold() {
  if (!isWanted || lock || document.visibilityState !== "visible") return;
  try {
    lock = await navigator.wakeLock?.request("screen");
    lock?.addEventListener("release", () => {
      lock = null;
    });
  } catch {
    // The battery is low, or the browser has none: the person's own settings hold.
  }
}

document.addEventListener("visibilitychange", hold);

/** @param {boolean} wanted */
export async function stayAwake(wanted) {
  isWanted = wanted;
  if (wanted) await hold();
  else await lock?.release();
}
