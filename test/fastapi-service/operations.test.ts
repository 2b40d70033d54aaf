import { expect, it } from 'vitest';
import { SHOP } from '../support/run.js';
import { projectOf, treeOf } from '../support/tree.js';
import { generated } from './generated.js';

const DOCUMENT = `paths:
  /things/{thing-id}:activate:
    post:
      tags: ["1-Click apps"]
      operationId: put_x#y
      summary: Switch it on
      parameters:
        - { name: thing-id, in: path, required: true, schema: { type: string } }
        - { name: body, in: query, schema: { type: integer, default: 2 } }
      requestBody: { content: { multipart/form-data: { schema: { type: object, required: [file], properties: { file: { type: string, format: binary } } } } } }
      responses:
        '202': { description: Done., content: { text/plain: {} } }
        4XX: { description: Bad., content: { application/json: { schema: { type: object, properties: { why: { type: string } } } } } }
  /things/me:
    trace: { tags: [import], responses: { '204': { description: Done. } } }
`;

const files = await generated(DOCUMENT);

it('routes what FastAPI could not express', async () => {
  expect([...files.keys()].sort()).toEqual([
    '__init__.py', 'dependencies.py', 'group_1_click_apps/__init__.py', 'group_1_click_apps/handlers.py', 'group_1_click_apps/models.py', 'group_1_click_apps/operations.py',
    'group_1_click_apps/requests.py', 'group_1_click_apps/router.py', 'import_/__init__.py', 'import_/handlers.py', 'import_/operations.py',
    'import_/requests.py', 'import_/router.py', 'main.py', 'openapi.json', 'py.typed',
  ]);
  expect(files.get('group_1_click_apps/router.py')).toContain('@router.post("/things/{thing_id}:activate", operation_id="put_x#y", status_code=202)\nasync def put_x_y(');
  expect(files.get('import_/router.py')).toContain('@router.trace("/things/me", operation_id="trace /things/me", status_code=204)');
});

it('types requests by their names on the wire', async () => {
  const requests = files.get('group_1_click_apps/requests.py') ?? '';
  expect(requests.slice(requests.indexOf('class ')).trim()).toBe(`class PutXY(OperationRequest):
    """Request of put_x#y."""

    operation_id: ClassVar[str] = "put_x#y"

    thing_id: Annotated[str, Field(alias="thing-id")]
    query_body: Annotated[Integer, Field(alias="query:body")] = 2
    body: Omittable[PutXYForm] = None`);
});

it('leaves to the handlers what only the user can write', async () => {
  expect(files.get('group_1_click_apps/operations.py')).toContain('    @abstractmethod\n    async def put_x_y(self, request: PutXY) -> Answer[str] | Reply[PutXY4XXResponse]:');
  const handlers = files.get('group_1_click_apps/handlers.py') ?? '';
  expect(handlers.slice(handlers.indexOf('class '))).toBe(`class Group1ClickAppsHandlers(Group1ClickAppsOperations):
    """Override an operation to change what it does; \`super()\` is the default."""

    async def put_x_y(self, request: PutXY) -> Answer[str] | Reply[PutXY4XXResponse]:
        """Switch it on."""
        raise NotWritten("put_x#y")
`);
});

const SHELF = `paths:
  /authors/{a}/books:
    get:
      operationId: listBooks
      parameters: [{ name: a, in: path, required: true, schema: { type: string } }, { name: page, in: query, schema: { type: integer, minimum: 0 } }]
      responses: { '200': { description: All., content: { application/json: { schema: { type: array, maxItems: 9, items: { $ref: '#/components/schemas/Book' } } } } } }
    post:
      operationId: addBook
      parameters: [{ name: a, in: path, required: true, schema: { type: string } }]
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Book' } } } }
      responses: { '201': { description: Added., content: { application/json: { schema: { $ref: '#/components/schemas/Book' } } } } }
components:
  schemas:
    Book: { type: object, required: [title], properties: { id: { type: integer, readOnly: true }, title: { type: string }, note: { type: [string, 'null'] }, createdAt: { type: string, format: date-time, readOnly: true } } }
`;

it('keeps plain resources in a collection', async () => {
  const files = await generated(SHELF);
  const operations = files.get('authors/operations.py') ?? '';
  expect(operations).toContain('class AuthorsOperations(Operations[Dependencies, Settings]):');
  expect(operations).toContain('async def list_books(self, request: ListBooks) -> Reply[list[Book]]:');
  expect(operations).toContain('return await self.collections.list(stores.AUTHORS_BOOKS, request, list[Book])');
  expect(operations).toContain('return await self.collections.create(stores.AUTHORS_BOOKS, request, Book)');
  const stores = files.get('stores.py') ?? '';
  expect(stores.slice(stores.indexOf('AUTHORS_BOOKS')).trim()).toBe(`AUTHORS_BOOKS = Collection(
    table=collection_table("authors_books", METADATA),
    key="id",
    key_type="integer",
    schema="/components/schemas/Book",
    stamps={"createdAt": "created"},
    nullable=frozenset({"note"}),
    read_only=frozenset({"createdAt", "id"}),
    listing=Listing(page="page", first_page=0, most=9),
)`);
});

it('says in the types of stored data what the reply of `super()` holds', async () => {
  const tree = await treeOf(await projectOf(SHOP));
  const operations = tree.get('services/catalog/src/catalog/products/operations.py') ?? '';
  for (const [method, answer] of [['list', 'Reply[ProductPage]'], ['create', 'Reply[Product]'], ['get', 'Reply[Product] | NotModified'], ['delete', 'Reply[None]']]) {
    expect(operations).toMatch(new RegExp(`async def ${method}_products?\\(self, request: \\w+\\) -> ${(answer ?? '').replace(/[[\]|]/g, '\\$&')}:`));
  }
  expect(operations).toContain('self.entities.get(resources.PRODUCT, request, Product)');
  expect(tree.get('services/catalog/tests/unit/test_handlers.py')).toContain('store.create.assert_awaited_once_with(resources.PRODUCT, request, Product)');
});

it('keeps the sample test apart from entities that are called like what it needs', async () => {
  const tree = await treeOf(await projectOf(SHOP.replace(/entities:[^]*/, 'entities:\n      Contract: { fields: { name: string } }\n')));
  const sample = tree.get('services/catalog/tests/unit/test_handlers.py') ?? '';
  expect(sample.match(/^from .* import .*\bContract\b.*$/gm)).toEqual(['from catalog.contracts.models import Contract']);
  expect(sample).toContain('packaged_contract: contract.Contract');
});

it('takes no entity for the sample test that pytest would take for a test', async () => {
  const of = async (entities: string): Promise<string | undefined> =>
    (await treeOf(await projectOf(SHOP.replace(/entities:[^]*/, `entities:\n${entities}`)))).get('services/catalog/tests/unit/test_handlers.py');
  const test = '      Test: { fields: { name: string } }\n';
  expect(await of(`${test}      Shelf: { fields: { name: string } }\n`)).toContain('ShelvesHandlers(');
  expect(await of(test)).toBeUndefined();
});

it('says a union that a collection answers with to a type checker, too', async () => {
  const either = SHELF.replace("content: { application/json: { schema: { $ref: '#/components/schemas/Book' } } } } }\ncomponents", "content: { application/json: { schema: { $ref: '#/components/schemas/Book' } } } }, '202': { description: Later., content: { application/json: { schema: { type: object, properties: { when: { type: string } } } } } } }\ncomponents");
  const operations = (await generated(either)).get('authors/operations.py') ?? '';
  expect(operations).toContain('-> Reply[Book | AddBook202Response]:');
  expect(operations).toMatch(/cast\("type\[Book \| AddBook202Response\]", Book \| AddBook202Response\)/);
});
