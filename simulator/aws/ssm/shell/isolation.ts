import { spawn } from "node:child_process";

/** What came of a program that ran apart from everything. */
export interface IsolatedRun {
  /** Undefined when it had to be ended. */
  readonly exit: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program to run apart from everything. */
export interface IsolatedProgram {
  /** Folder that becomes its file system. */
  readonly root: string;
  /** Folder with programs that come before all others, if there are any. */
  readonly stubs: string;
  /** Its path in that file system, with its arguments. */
  readonly program: readonly string[];
  /** Real seconds that it may take. */
  readonly seconds: number;
}

/** Folders of this machine that can be read there. */
const readable = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives"];
const devices = ["null", "zero", "random", "urandom"];
/** What changes the kernel itself, for whoever is root outside too. */
const kernelFiles = ["sys", "sysrq-trigger", "irq", "bus", "fs"];

/** New namespaces: no other user, mount, process, network or name is seen from within. Who ends this ends all in it. */
const unshare = ["--user", "--map-root-user", "--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child"];

/**
 * Makes the file system in the new namespaces, and goes there for good. The second namespaces are owned by none who made the mounts, so
 * that nobody there can make them writable again (user_namespaces(7): mounts that come from a more privileged one are locked).
 */
const enter = `
set -e
root=$1 stubs=$2
shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
cd "$root"
mkdir -p dev proc tmp run root var etc opt/stubs .old
for path in ${readable.join(" ")}; do
  if [ -L "$path" ]; then
    [ -L ".$path" ] || ln -s "$(readlink "$path")" ".$path"
  elif [ -d "$path" ]; then
    mkdir -p ".$path"
    mount --rbind "$path" ".$path"
    mount -o remount,bind,ro ".$path"
  fi
done
mount --bind "$stubs" opt/stubs
mount -o remount,bind,ro opt/stubs
mount -t tmpfs none dev
for device in ${devices.join(" ")}; do
  : > "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mount -t proc proc proc
for path in ${kernelFiles.join(" ")}; do
  if [ -e "proc/$path" ]; then
    mount --bind "proc/$path" "proc/$path"
    mount -o remount,bind,ro "proc/$path"
  fi
done
pivot_root . .old
umount -l /.old
rmdir /.old
cd /
unset OLDPWD
exec unshare --user --map-root-user --mount -- "$@"
`;

/**
 * Runs a program in namespaces of its own, on a file system of its own: this machine's programs can be read, nothing of it written, and
 * there is no network. It has nothing of this process's environment.
 *
 * @throws Error when it cannot even be started
 */
export async function runIsolated({ root, stubs, program, seconds }: IsolatedProgram): Promise<IsolatedRun> {
  const arguments_ = [...unshare, "--", "/bin/sh", "-c", enter, "enter", root, stubs, ...program];
  const env = {
    PATH: "/opt/stubs:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/root",
    LANG: "C.UTF-8",
  };
  const child = spawn("unshare", arguments_, { env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  }
  const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1_000);
  try {
    const exit = await new Promise<number | undefined>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        resolve(code ?? undefined);
      });
    });
    return { exit, ...output };
  } finally {
    clearTimeout(timer);
  }
}
