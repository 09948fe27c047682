import { expect, test } from "vitest";
import type { HygieneItem } from "../../../../lambdas/ami-builder/template/template.ts";
import { findRemains } from "../../../../lambdas/ami-builder/scripts/proof.ts";
import { type Notes, type Proof, readNotes, readProof } from "../../../../lambdas/ami-builder/scripts/results.ts";

const notes: Notes = { kind: "notes", machine_id: "0123", host_keys: ["a", "b"] };
const clean: Proof = {
  kind: "proof",
  machine_id: "4567",
  host_keys: ["c", "d"],
  authorized_keys: [],
  ssm_agent: [],
  cloud_init: [],
  guards: [],
};
const all: readonly HygieneItem[] = ["machine_id", "ssh_host_keys", "authorized_keys", "ssm_agent", "cloud_init"];

test.each<[Partial<Proof>, readonly HygieneItem[], readonly string[]]>([
  [{}, all, []],
  [{ machine_id: "0123" }, all, ["it has the builder's machine-id 0123"]],
  [{ machine_id: "" }, all, ["it has no machine-id"]],
  [{ machine_id: "0123" }, ["ssh_host_keys"], []],
  [{ host_keys: ["c", "b"] }, all, ["it has 1 of the builder's SSH host key files"]],
  [{ authorized_keys: ["/1", "/2", "/3", "/4", "/5"] }, all, ["SSH keys may log in: /1, /2, /3 and 2 more"]],
  [{ authorized_keys: ["/1"] }, ["logs"], []],
  [{ guards: ["/1"] }, [], ["the scripts of the steps are in it: /1"]],
])("%j, asked for %j", (found, items, remains) => {
  expect(findRemains(notes, { ...clean, ...found }, items)).toEqual(remains);
});

test("a builder without a machine-id has none to compare", () => {
  expect(findRemains({ ...notes, machine_id: "" }, clean, all)).toEqual([]);
});

test("the last line of a kind counts, and none is none", () => {
  const line = (id: string) => `{"kind":"notes","machine_id":"${id}","host_keys":[]}`;
  expect(readNotes(`${line("1")}\nnoise\n${line("2")}\n`)?.machine_id).toBe("2");
  expect(readNotes("noise")).toBeUndefined();
  expect(readProof(line("1"))).toBeUndefined();
});
