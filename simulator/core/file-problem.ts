/** Why a file cannot be read or written, in a few words, by the code of the system's error. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "there is no right to it",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is no folder",
  EPERM: "there is no right to it",
  EROFS: "its file system is read-only",
};

/** Says why a file cannot be used. */
export function fileProblem(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}
