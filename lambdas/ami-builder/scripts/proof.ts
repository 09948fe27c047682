import type { HygieneItem } from "../template/template.ts";
import type { Notes, Proof } from "./results.ts";

/**
 * What an instance of the image still has of the builder.
 *
 * @param notes what the builder noted of itself
 * @param proof what was found on the instance of the image
 * @param items what hygiene was to remove; what it was not is not proved
 * @returns what is wrong, in words; empty when the image is clean
 */
export function findRemains(notes: Notes, proof: Proof, items: readonly string[]): readonly string[] {
  const remains: string[] = [];
  const check = (item: HygieneItem, isWrong: boolean, words: string) => {
    if (isWrong && items.includes(item)) remains.push(words);
  };
  check("machine_id", proof.machine_id === "", "it has no machine-id");
  check(
    "machine_id",
    proof.machine_id !== "" && proof.machine_id === notes.machine_id,
    `it has the builder's machine-id ${proof.machine_id}`,
  );
  const keys = proof.host_keys.filter((key) => notes.host_keys.includes(key));
  check("ssh_host_keys", keys.length > 0, `it has ${keys.length} of the builder's SSH host key files`);
  check("authorized_keys", proof.authorized_keys.length > 0, `SSH keys may log in: ${list(proof.authorized_keys)}`);
  check("ssm_agent", proof.ssm_agent.length > 0, `the agent's folder names the builder: ${list(proof.ssm_agent)}`);
  check("cloud_init", proof.cloud_init.length > 0, `cloud-init's folder names the builder: ${list(proof.cloud_init)}`);
  if (proof.guards.length > 0) {
    remains.push(`the scripts of the steps are in it: ${list(proof.guards)}`);
  }
  return remains;
}

/** The first paths of a list, and how many more there are. */
function list(paths: readonly string[]): string {
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
  return `${paths.slice(0, 3).join(", ")}${more}`;
}
