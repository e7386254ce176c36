import { Pulse } from "/static/logic/pulse.js";
import { same } from "./check.js";

const event = (type, speaker = "ana") => ({ type, speaker });

export function testFiveSecondsWithoutSpeechAreSilence() {
  const pulse = new Pulse(0);
  same([pulse.state(4999), pulse.state(5000)], ["live", "silence"]);
}

export function testSpeechEndsTheSilence() {
  const pulse = new Pulse(0);
  pulse.event(event("speech.started"), 6000);
  same(pulse.state(6100), "live");
  pulse.event(event("transcript.final"), 8000);
  same([pulse.state(12_000), pulse.state(13_000)], ["live", "silence"]);
}

export function testSpeechWithoutCaptionsIsAnInterruption() {
  const pulse = new Pulse(0);
  pulse.event(event("speech.started"), 1000);
  same([pulse.state(6000), pulse.state(6001)], ["live", "interrupted"]);
  pulse.event(event("transcript.partial"), 7000);
  same(pulse.state(7100), "live");
}

export function testAFinalThatDoesNotComeIsAnInterruption() {
  const pulse = new Pulse(0);
  pulse.event(event("speech.started"), 0);
  pulse.event(event("speech.stopped"), 4000);
  same([pulse.state(9000), pulse.state(9001)], ["live", "interrupted"]);
}

export function testOneOfTwoSpeakersStalls() {
  const pulse = new Pulse(0);
  pulse.event(event("speech.started", "ana"), 0);
  pulse.event(event("transcript.partial", "bo"), 5500);
  same(pulse.state(5600), "interrupted");
  pulse.present(new Set(["bo"]));
  same(pulse.state(5600), "live");
}

export function testOurOwnVoiceThatNobodyHearsIsAnInterruption() {
  const pulse = new Pulse(0);
  for (let at = 1000; at <= 4000; at += 100) pulse.ownVoice(100, at);
  same([pulse.state(5900), pulse.state(6001)], ["live", "interrupted"]);
  pulse.event(event("transcript.partial", "me"), 6500);
  same(pulse.state(6600), "live");
}

export function testACoughIsNoInterruption() {
  const pulse = new Pulse(0);
  pulse.ownVoice(100, 1000);
  same(pulse.state(7000), "silence");
}

export function testAfterABreakItBeginsAnew() {
  const pulse = new Pulse(0);
  pulse.event(event("speech.started"), 0);
  pulse.reconnected(20_000);
  same(pulse.state(20_100), "live");
}
