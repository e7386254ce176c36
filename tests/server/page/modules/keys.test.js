import { CAMERA_KEYS, cameraCommandOf } from "/static/logic/camera_keys.js";
import { commandAmong, isChord, isTyping } from "/static/logic/keys.js";
import { ROOM_KEYS, roomCommandOf } from "/static/logic/room_keys.js";
import { same } from "./check.js";

export function testWhatIsPressedWithAnotherKeyIsNotOurs() {
  const pressedWith = (more) => isChord({ altKey: false, ctrlKey: false, metaKey: false, ...more });
  same(["altKey", "ctrlKey", "metaKey"].map((each) => pressedWith({ [each]: true })), [true, true, true]);
  same(pressedWith({ shiftKey: true }), false, "a capital letter");
}

export function testOneTypesInFieldsAndNotOnButtons() {
  const typing = (tagName) => isTyping({ target: { tagName } });
  same(["INPUT", "SELECT", "TEXTAREA"].map(typing), [true, true, true]);
  same(["BUTTON", "BODY", "SUMMARY"].map(typing), [false, false, false]);
  same([isTyping({}), isTyping({ target: null }), isTyping({ target: {} })], [false, false, false]);
}

export function testAKeyIsFoundInEitherCase() {
  const keys = [
    { key: "a", command: "first", words: "" },
    { key: "+", command: "second", words: "" },
  ];
  same(["a", "A", "+", "b"].map((key) => commandAmong(keys, { key })), ["first", "first", "second", null]);
}

export function testSingleKeysGiveTheCameraOrders() {
  const press = (key, target = {}, more = {}) => cameraCommandOf({ key, target, ...more }, true);
  same(["a", "T", "1", "h"].map((key) => press(key)), ["ahead", "read", "1", "hide"]);
  same(press("a", { tagName: "INPUT" }), null);
  same(press("a", {}, { ctrlKey: true }), null);
  same(press("s", {}, { repeat: true }), null, "a key that is held");
  same(press("x"), null);
  same(cameraCommandOf({ key: "a", target: {} }, false), null);
  same(new Set(CAMERA_KEYS.map(({ key }) => key)).size, CAMERA_KEYS.length, "different keys");
}

export function testKeysOfTheRoomDoNothingWhileOneTypes() {
  const press = (key, target = {}, more = {}) => roomCommandOf({ key, target, ...more }, true);
  same(press("m"), "mute");
  same(press("M"), "mute");
  same(press("="), "larger", "plus without shift");
  same(press("m", { tagName: "INPUT" }), null);
  same(press("s", {}, { ctrlKey: true }), null);
  same(press("Escape", { tagName: "INPUT" }), "close");
  same(press("End", { id: "captions" }), "newest");
  same(roomCommandOf({ key: "m", target: {} }, false), null);
  same(new Set(ROOM_KEYS.map((each) => each.key)).size, ROOM_KEYS.length, "different keys");
}
