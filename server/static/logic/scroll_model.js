/** Whether the captions follow what is said, or stay where somebody reads back. */

/** This near to the end counts as the end, in CSS pixels. */
const NEAR_PX = 32;

/** @typedef {{top: number, height: number, content: number}} Scrolled all in CSS pixels */

export class ScrollModel {
  /** The view moves to the end when something is added. */
  following = true;
  /** Nothing in the view changes at all. */
  paused = false;
  /** Utterances that came while the view stood still. */
  unseen = 0;
  #top = 0;

  get frozen() {
    return this.paused || !this.following;
  }

  /**
   * The view was scrolled, by a person or by the browser. Only moving back freezes it, but that
   * from the first pixel on: content that grows moves the end away, too, and where it shrinks the
   * browser moves back to the end by itself.
   * @param {Scrolled} scrolled
   */
  scrolled({ top, height, content }) {
    const left = content - height - top;
    if (left <= 1) this.following = true;
    else if (top < this.#top - 1) this.following = false;
    else if (left <= NEAR_PX && top > this.#top) this.following = true;
    this.#top = top;
    if (!this.frozen) this.unseen = 0;
  }

  /** The program itself put the view there. @param {number} top */
  moved(top) {
    this.#top = top;
  }

  /** An utterance was added. */
  added() {
    if (this.frozen) this.unseen += 1;
  }

  /** An utterance that nobody has seen went away. */
  removed() {
    if (this.frozen) this.unseen = Math.max(0, this.unseen - 1);
  }

  pause() {
    this.paused = true;
  }

  /** Goes on from a pause, where the reader is. */
  resume() {
    this.paused = false;
    if (this.following) this.unseen = 0;
  }

  /** Goes to the end and follows. */
  catchUp() {
    this.paused = false;
    this.following = true;
    this.unseen = 0;
  }
}
