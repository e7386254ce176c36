/** Who is in the room; for hosts also what they may do about it. */

import { invitation } from "../logic/join_link.js";
import { nameOf } from "../text/names.js";
import { t } from "../text/words.js";
import { el, setText } from "./dom.js";
import { field, options } from "./fields.js";
import { LanguageList } from "./language_list.js";

const INVITATION_S = 86_400;

export class PeoplePanel {
  title = "peopleTitle";
  #call;
  #api;
  #list = el("ul", { class: "people" });
  #invite;
  #link = el("input", { id: "invite-link", readOnly: true });
  #linkField;
  #said = el("p", { class: "hint", role: "status" });
  #host;

  /** @param {import("../call.js").Call} call @param {import("../net/api.js").Api} api */
  constructor(call, api) {
    this.#call = call;
    this.#api = api;
    this.#linkField = field(this.#link, "inviteLink");
    this.#linkField.hidden = true;
    this.#invite = el(
      "section",
      {},
      el("h3", {}, t("invite")),
      el("p", { class: "hint" }, t("inviteHelp")),
      el("button", { type: "button", onclick: () => this.#copy() }, t("copyLink")),
      this.#linkField,
      this.#said,
    );
    this.#host = new HostControls(call);
    this.element = el(
      "div",
      { class: "stack" },
      el("section", {}, this.#list),
      this.#invite,
      this.#host.element,
    );
    call.addEventListener("room", () => this.draw());
  }

  opened() {
    this.draw();
  }

  draw() {
    if (!this.element.isConnected) return;
    const { isHost, people } = this.#call;
    this.#invite.hidden = !isHost;
    this.#host.draw();
    // An entry stays as long as nothing in it changes, and with it the focus and a question in it.
    const standing = new Map([...this.#list.children].map((each) => [each.dataset.drawn, each]));
    const entries = people.map((person) => {
      const drawn = JSON.stringify([isHost, { ...person, speaking: false }]);
      const entry = standing.get(drawn) ?? this.#person(person);
      entry.dataset.drawn = drawn;
      setText(entry.querySelector(".speaking"), person.speaking ? t("speaking") : "");
      return entry;
    });
    const isSame = entries.every((entry, i) => entry === this.#list.children[i]);
    if (isSame && entries.length === this.#list.children.length) return;
    const focused = document.activeElement;
    const act = focused?.dataset?.act;
    this.#list.replaceChildren(...entries);
    if (this.#list.contains(focused)) focused.focus();
    else if (act) this.#list.querySelector(`[data-act="${CSS.escape(act)}"]`)?.focus();
  }

  #person(person) {
    const isSelf = person.id === this.#call.self;
    const about = [
      isSelf && t("you"),
      person.role === "host" && t("host"),
      person.role === "listener" && t("listener"),
      person.speaks &&
        person.speaks !== "auto" &&
        t("speaksLanguage", { language: nameOf(person.speaks) }),
      person.silenced ? t("silenced") : person.muted && t("muted"),
      person.connected === false && t("away"),
      person.asks && t("wantsToSpeak"),
    ];
    return el(
      "li",
      {},
      el("div", {},
        el("p", {}, el("strong", {}, person.name), " ",
          el("span", { class: "speaking" })),
        el("p", { class: "about" }, about.filter(Boolean).join(", ")),
      ),
      this.#call.isHost && !isSelf && this.#actions(person),
    );
  }

  #actions(person) {
    const { id, name } = person;
    const act = (action, words) =>
      el(
        "button",
        {
          type: "button",
          "data-act": `${action}/${id}`,
          onclick: () => this.#call.host(action, { person: id }),
        },
        t(words, { name }),
      );
    return el(
      "div",
      { class: "row" },
      person.asks && act("allow", "allowName"),
      person.silenced ? act("unmute", "unmuteName") : act("mute", "muteName"),
      sure(t("removeName", { name }), t("reallyRemove", { name }), t("yesRemove"), () =>
        this.#call.host("remove", { person: id }),
      ),
    );
  }

  async #copy() {
    try {
      const token = await this.#api.token(this.#call.roomId, {
        role: "speaker",
        ttl_s: INVITATION_S,
      });
      this.#link.value = invitation(location.origin, this.#call.roomId, token);
      this.#linkField.hidden = false;
      this.#link.select();
      await navigator.clipboard?.writeText(this.#link.value);
      setText(this.#said, navigator.clipboard ? t("linkCopied") : "");
    } catch {
      setText(this.#said, this.#link.value ? "" : t("inviteFailed"));
    }
  }
}

class HostControls {
  #call;
  #lock = el("button", { type: "button" });
  #who = el("select", { id: "who-may-speak" });
  #languages;
  #drawn = "";

  constructor(call) {
    this.#call = call;
    this.#lock.addEventListener("click", () => call.host(call.room.locked ? "unlock" : "lock"));
    options(
      this.#who,
      [
        ["everyone", t("everyone")],
        ["hosts", t("onlyHosts")],
        ["asked", t("whoAsked")],
      ],
      "everyone",
    );
    this.#who.addEventListener("change", () => call.host("who_may_speak", { who: this.#who.value }));
    this.#languages = new LanguageList(
      "room-languages",
      {
        legend: "roomLanguages",
        help: "roomLanguagesHelp",
        none: "allLanguages",
        add: "addRoomLanguage",
      },
      (languages) => call.host("languages", { languages }),
    );
    this.element = el(
      "section",
      { class: "stack" },
      el("h3", {}, t("hostControls")),
      this.#lock,
      field(this.#who, "whoMaySpeak"),
      this.#languages.element,
      sure(t("endRoom"), t("reallyEnd"), t("yesEnd"), () => call.host("end")),
    );
  }

  draw() {
    const { room, isHost, offered } = this.#call;
    this.element.hidden = !isHost;
    setText(this.#lock, t(room.locked ? "unlock" : "lock"));
    this.#who.value = room.who_may_speak ?? "everyone";
    const drawn = JSON.stringify([room.languages, offered.read]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#languages.show(offered.read, room.languages ?? []);
  }
}

/** A button that asks once more before it does what cannot be undone. */
function sure(label, question, yes, act) {
  const first = el("button", { type: "button", class: "danger" }, label);
  const place = el("div", { class: "row" }, first);
  first.addEventListener("click", () => {
    const back = () => {
      place.replaceChildren(first);
      first.focus();
    };
    const no = el("button", { type: "button", onclick: back }, t("no"));
    const really = el("button", { type: "button", class: "danger" }, yes);
    really.addEventListener("click", () => {
      back();
      act();
    });
    // Where the first button was is now the harmless one: a double click does nothing.
    place.replaceChildren(el("p", {}, question), no, really);
    no.focus();
  });
  return place;
}
