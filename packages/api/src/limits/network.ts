import ipaddr from 'ipaddr.js';

/** Who an address belongs to: itself, or for IPv6 the /64, which is what one subscriber is given. */
export function networkOf(address = 'unknown'): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const prefix = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${prefix.join(':')}::/64`;
}
