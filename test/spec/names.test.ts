import { describe, expect, test } from 'vitest';
import { columnsOf, identifier, namesOf, nearest, pluralOf, words } from '../../src/spec/names.js';

describe('words', () => {
  test.each([
    ['Product', 'product'], ['StockItem', 'stock item'], ['HTTPServer2Log', 'http server2 log'], ['OAuth2Token', 'o auth2 token'], ['X509Certificate', 'x509 certificate'],
    ['ABTest', 'ab test'], ['AB', 'ab'], ['A', 'a'], ['Zone51B', 'zone51 b'], ['URL', 'url'], ['IPv4Address', 'i pv4 address'], ['unitPrice', 'unit price'], ['unit_price', 'unit price'],
    ['aB', 'a b'], ['a_b', 'a b'], ['x__y_', 'x y'], ['order-items', 'order items'], ['userID', 'user id'], ['userIDs', 'user i ds'], ['hTTP', 'h ttp'], ['a1b2C3', 'a1b2 c3'],
  ])('%s → %s', (name, expected) => {
    expect(words(name).join(' ')).toBe(expected);
  });
});

test('every case of a name', () => {
  expect(namesOf('HTTPServer2Log')).toEqual({
    original: 'HTTPServer2Log', kebab: 'http-server2-log', snake: 'http_server2_log', pascal: 'HttpServer2Log', camel: 'httpServer2Log', constant: 'HTTP_SERVER2_LOG', sentence: 'Http server2 log',
  });
});

describe('plurals', () => {
  test.each([
    ['Product', null, 'products'], ['Category', null, 'categories'], ['HTTPServer2Log', null, 'http-server2-logs'], ['Person', null, 'people'], ['Series', null, 'series'],
    ['SalesPerson', null, 'sales-people'], ['StockItem', 'inventory', 'inventory'], ['Datum', null, 'data'], ['Box', null, 'boxes'],
  ])('%s (%s) → %s', (entity, declared, expected) => {
    expect(pluralOf(entity, declared).kebab).toBe(expected);
  });
});

describe('columns', () => {
  test('are the snake case of the wire name', () => {
    expect(columnsOf(['name', 'unitPrice', 'categoryId'])).toEqual(['name', 'unit_price', 'category_id']);
  });

  test('are distinct, whatever the order', () => {
    const [aB, a_b] = columnsOf(['aB', 'a_b']);
    expect([aB, a_b]).toEqual([expect.stringMatching(/^a_b_[0-9a-f]{8}$/), 'a_b']);
    expect(columnsOf(['a_b', 'aB'])).toEqual([a_b, aB]);
  });

  test('are never one that the table has', () => {
    for (const column of columnsOf(['created_at', 'xmin', 'ctid'])) expect(column).toMatch(/_[0-9a-f]{8}$/);
  });

  test('fit into 63 bytes and stay distinct', () => {
    const [one = '', two = ''] = columnsOf(['aB'.repeat(25), `${'aB'.repeat(24)}aC`]);
    expect([one.length, two.length]).toEqual([63, 63]);
    expect(one).not.toBe(two);
    expect(identifier('x'.repeat(63))).toBe('x'.repeat(63));
  });
});

describe('the nearest name', () => {
  test.each([
    ['strng', ['string', 'text'], 'string'], ['dependsOn', ['depends_on', 'domain'], 'depends_on'], ['Prodcut', ['Product', 'Category'], 'Product'],
    ['zork', ['string', 'text'], null], ['', ['a'], null], ['x', [], null],
  ])('%s among %j is %s', (written, candidates, expected) => {
    expect(nearest(written, candidates)).toBe(expected);
  });
});
