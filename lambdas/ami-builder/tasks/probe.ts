import type { Capture } from "../capture-shapes.ts";
import { answered, requireProbe, statusWords } from "../domain/probing.ts";
import type { ask } from "../http/ask.ts";

/** Seconds that an answer may take: less than the function has. */
const answerSeconds = 20;

/**
 * Asks once whether a host is ready.
 *
 * @param capture the host and what counts as ready
 * @param asks asks a URL
 * @param now gives the present
 * @throws ReadinessTimeoutError with the last answer when the time is over
 */
export async function probe(capture: Capture, asks: typeof ask, now: () => Date): Promise<Capture> {
  const { readiness, probe: present } = requireProbe(capture);
  const answer = await asks({ url: present.url, verifyTls: readiness.verify_tls, seconds: answerSeconds });
  if ("problem" in answer) return answered(capture, { status: 0, found: false, words: answer.problem }, now());
  const body = answer.body.toLowerCase();
  const found = readiness.contains.length === 0 || readiness.contains.some((text) => body.includes(text.toLowerCase()));
  const words = statusWords({ status: answer.status, found }, readiness);
  return answered(capture, { status: answer.status, found, words }, now());
}
