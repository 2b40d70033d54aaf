/** Systems of others that the spec declares, and the ports on which they are reached. */
import type { JsonObject } from '../../json.js';
import type { Outside } from './model.js';

/** Ports of what a `protocol` may begin with; nothing is known of addresses. */
export const PORTS: Readonly<Record<string, number>> = {
  https: 443, http: 80, grpc: 443, graphql: 443, soap: 443, websocket: 443, wss: 443, ws: 80,
  ssh: 22, sftp: 22, ftps: 990, smtp: 587, smtps: 465, imaps: 993, ldap: 389, ldaps: 636,
  amqp: 5672, amqps: 5671, kafka: 9092, mqtt: 1883, mqtts: 8883, nats: 4222,
  postgres: 5432, postgresql: 5432, mysql: 3306, redis: 6379, rediss: 6379, mongodb: 27017,
};
const STANDARD = 443;

export function outsideOf(sections: JsonObject): readonly Outside[] {
  const systems = (sections['external_systems'] ?? {}) as Readonly<Record<string, { readonly protocol?: string } | undefined>>;
  return Object.entries(systems).map(([name, facts]) => ({ name, port: portOf(facts?.protocol ?? '') })).toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** `amqps`, `HTTPS (JSON)`, `https:8443`, `TCP 5671`: a port that is written, else that of the first word that is known. */
export function portOf(protocol: string): number {
  const written = /^[a-z]+[:/ ]+([0-9]{1,5})$/i.exec(protocol.trim())?.[1];
  if (written !== undefined && Number(written) >= 1 && Number(written) <= 65_535) return Number(written);
  const known = (protocol.toLowerCase().match(/[a-z]+/g) ?? []).find((word) => Object.hasOwn(PORTS, word));
  return known === undefined ? STANDARD : PORTS[known] ?? STANDARD;
}
