import { delayMs } from "/static/logic/backoff.js";
import { endingOf, isTemporary } from "/static/logic/ending.js";
import { invitation, isRoom, readInvitation, roomOf, tokenOf } from "/static/logic/join_link.js";
import * as languages from "/static/logic/languages.js";
import { messageOf } from "/static/logic/message.js";
import { Notices } from "/static/logic/notices.js";
import { holds, same } from "./check.js";

const { directionOf, isCode, languageName, sameLanguage, sortedByName, writtenIn } = languages;
const HERE = "https://talk.example";

export function testALinkLeadsIntoItsRoom() {
  const link = invitation(HERE, "abc-def", "a.b-c_d");
  same(link, "https://talk.example/r/abc-def#t=a.b-c_d");
  same(readInvitation(` ${link} `, HERE), { room: "abc-def", token: "a.b-c_d" });
  same(readInvitation("abc-def", HERE), { room: "abc-def", token: "" });
  same(tokenOf("#t=a%2Bb"), "a+b");
  same(["/r/abc-def", "/captions/abc-def/", "/"].map(roomOf), ["abc-def", "abc-def", ""]);
}

export function testOtherLinksLeadNowhere() {
  const bad = ["", "no room", "https://evil.example/r/abc", "/r/../admin", "/x/abc", "/r/abc/more", "/r/A_B"];
  same(bad.map((each) => readInvitation(each, HERE)), bad.map(() => null));
  same(["ab", "a".repeat(65), "a/b", "Ä-x"].map(isRoom), [false, false, false, false]);
}

export function testWaitsGrowAndStayUnderFiveSeconds() {
  const waits = Array.from({ length: 12 }, (_, i) => delayMs(i, 1));
  holds(waits[0] < 500 && waits.every((each) => each <= 5000), `waits: ${waits}`);
  holds(delayMs(3, 0) < delayMs(3, 1), "the random part spreads them");
}

export function testEachEndHasItsMeaning() {
  same(endingOf(1006), "again");
  same(endingOf(4008), "again");
  same(endingOf(4503), "busy");
  same(endingOf(4503, "room_full"), "full");
  same(endingOf(4401, "bad_token"), "token");
  same(endingOf(4404), "gone");
  same(endingOf(4000, "", "ended"), "ended");
  same(endingOf(4000, "", "removed"), "removed");
  same(endingOf(4000, "", "elsewhere"), "elsewhere");
  same(["again", "busy", "full", "ended", "removed"].map(isTemporary), [
    true,
    true,
    false,
    false,
    false,
  ]);
}

export function testScriptsRunTheirWay() {
  const tags = ["en", "ar", "he", "az-Arab", "ar-Latn", "und", "pt-BR", "yi", "zh-Hans"];
  same(tags.map(directionOf), [
    "ltr",
    "rtl",
    "rtl",
    "rtl",
    "ltr",
    "auto",
    "ltr",
    "rtl",
    "ltr",
  ]);
}

export function testTextIsMarkedWithItsLanguage() {
  same(["en", "ar"].map(writtenIn), [{ lang: "en", dir: "ltr" }, { lang: "ar", dir: "rtl" }]);
}

export function testACodeIsTwoOrThreeSmallLetters() {
  same(["en", "ast"].map(isCode), [true, true]);
  const bad = ["", "e", "EN", "pt-BR", "auto", "en\n", null, undefined, 12, ["en"]];
  same(bad.map(isCode), bad.map(() => false));
}

export function testLanguagesHaveNamesInTheLanguageOfThePage() {
  same(languageName("pt", "en"), "Portuguese");
  same(languageName("pt", "es"), "Portugués");
  same(languageName("not a code", "en"), "not a code");
  same(sortedByName(["pt", "ar", "en", "pt"], "en"), ["ar", "en", "pt"]);
  holds(sameLanguage("pt", "pt-BR") && !sameLanguage("pt", "es"), "regions");
}

export function testTheWorstNoticeComesFirst() {
  const notices = new Notices();
  same(notices.show({ id: "a", text: "one", level: "info" }), true);
  notices.show({ id: "b", text: "two", level: "problem" });
  same(notices.show({ id: "a", text: "one", level: "info" }), false, "the same again");
  same(notices.all.map((each) => each.id), ["b", "a"]);
  same([notices.hide("b"), notices.hide("b")], [true, false]);
}

export function testOnlyWhatHasATypeIsAMessage() {
  same(messageOf('{"type":"pong","t":1}'), { type: "pong", t: 1 });
  const others = ["", "{", "null", "7", '"x"', "[]", "{}", '{"type":7}', new ArrayBuffer(2), null];
  same(others.map(messageOf), others.map(() => null));
}
