/** Clients of one service by Region. */
export type Regional<Client> = (region: string) => Client;

/**
 * Clients by Region, each made when it is first asked for: a run names its Regions, and most need one.
 *
 * @param create makes the client of a Region
 */
export function perRegion<Client>(create: (region: string) => Client): Regional<Client> {
  const clients = new Map<string, Client>();
  return (region) => {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const client = create(region);
    clients.set(region, client);
    return client;
  };
}
