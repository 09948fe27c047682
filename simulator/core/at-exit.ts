/**
 * Cleans up when this process ends before its time: by a signal, a pipe that nobody reads any more, or an error of its own.
 *
 * @param cleanup is called once, while the process exits; it cannot wait for anything
 * @returns takes that back, once it was cleaned up in due course
 */
export function atExit(cleanup: () => void): () => void {
  process.once("exit", cleanup);
  return () => {
    process.off("exit", cleanup);
  };
}
