/** Every kind of alert, in the order of the index of runbooks. */
import { refuse, type Project } from '../../../src/kit.js';
import { factsOf } from '../facts.js';
import type { Kind } from '../model.js';
import { autoscaler, certificate, migration, pods, pool, quota, release } from './cluster.js';
import { backups, database } from './database.js';
import { own } from './own.js';
import { abovePlan, agreement, down, errorBudget, latency, operationFails } from './traffic.js';

/** @throws InputError where an alert of the spec makes no sense, or has the name of another. */
export function kindsOf(project: Project): readonly Kind[] {
  const facts = factsOf(project);
  const standard = [
    errorBudget(facts), down(facts), agreement(facts), operationFails(facts), latency(facts), abovePlan(facts), pool(facts),
    database(facts), backups(facts), release(facts), migration(), pods(), autoscaler(), quota(), certificate(),
  ].filter(({ alerts }) => alerts.length > 0);
  const mine = own(project);
  const taken = new Set(standard.flatMap(({ alerts }) => alerts.map(({ name }) => name)));
  for (const { slug, alerts } of mine) {
    for (const { name } of alerts) {
      if (taken.has(name)) refuse(project, ['observability', 'alerts', slug.slice('own-'.length)], 'spec/alert', `There is an alert ${name} already.`, 'Call this one something else.');
      taken.add(name);
    }
  }
  return [...standard, ...mine];
}
