import { lookup as resolve, type LookupAddress, type LookupOptions } from "node:dns";
import { BlockList, isIP } from "node:net";

const refused = new BlockList();
refused.addSubnet("0.0.0.0", 8);
refused.addSubnet("127.0.0.0", 8);
refused.addSubnet("169.254.0.0", 16);
refused.addAddress("::", "ipv6");
refused.addAddress("::1", "ipv6");
refused.addSubnet("fe80::", 10, "ipv6");

/**
 * Whether a URL may be asked at an address: not where it would reach the function itself, or what only instances and functions are to reach,
 * such as their metadata (RFC 3927 and 4291: loopback, link-local).
 *
 * @param address an IPv4 or IPv6 address; an IPv4 address within an IPv6 one counts as itself
 */
export function isAllowedAddress(address: string): boolean {
  const inner = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return !refused.check(inner, isIP(inner) === 6 ? "ipv6" : "ipv4");
}

type Done = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Looks a name up like `dns.lookup`, and refuses one that leads to an address that may not be asked: it may say another each time. */
export function lookupAllowed(hostname: string, options: LookupOptions, done: Done): void {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses;
    const forbidden = error === null ? addresses.find(({ address }) => !isAllowedAddress(address)) : undefined;
    if (error !== null || first === undefined) done(error ?? new Error(`${hostname} has no address`), "", 4);
    else if (forbidden !== undefined)
      done(new Error(`${hostname} leads to ${forbidden.address}, which may not be asked`), "", 4);
    else if (options.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
}
