import type { SqlStorage } from '@cloudflare/workers-types'

/**
 * The tables of one network, numbered as they were added: a Durable Object upgrades itself when it wakes. Never change
 * an entry that was deployed; add one.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE deliveries (id TEXT PRIMARY KEY, at INTEGER NOT NULL);
   CREATE TABLE jobs (
     key TEXT PRIMARY KEY, sequence INTEGER NOT NULL, body TEXT NOT NULL,
     attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL, why TEXT NOT NULL DEFAULT '');
   CREATE TABLE sequence (value INTEGER NOT NULL);
   INSERT INTO sequence VALUES (0);
   CREATE TABLE pulls (
     number INTEGER PRIMARY KEY, head TEXT NOT NULL, fork INTEGER NOT NULL, open INTEGER NOT NULL,
     plan TEXT, authors TEXT NOT NULL);
   CREATE INDEX pulls_by_head ON pulls (head);
   CREATE TABLE approvals (
     id INTEGER PRIMARY KEY AUTOINCREMENT, plan TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
     pulls TEXT NOT NULL, release INTEGER, void INTEGER NOT NULL DEFAULT 0);
   CREATE INDEX approvals_by_plan ON approvals (plan);
   CREATE TABLE refusals (
     id INTEGER PRIMARY KEY AUTOINCREMENT, plan TEXT NOT NULL, login TEXT NOT NULL, why TEXT NOT NULL, at INTEGER NOT NULL);
   CREATE TABLE plans (
     digest TEXT PRIMARY KEY, text TEXT NOT NULL, markdown TEXT NOT NULL, summary TEXT NOT NULL, at INTEGER NOT NULL);
   CREATE TABLE reports (
     gateway TEXT NOT NULL, key TEXT NOT NULL, counter INTEGER NOT NULL, received INTEGER NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (gateway, key));
   CREATE TABLE tokens (
     hash TEXT PRIMARY KEY, gateway TEXT NOT NULL, by TEXT NOT NULL, expires INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0);
   CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
   CREATE TABLE rollout (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
   CREATE TABLE audit (
     number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL,
     previous TEXT NOT NULL, hash TEXT NOT NULL);
   CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
   CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;`,
  `ALTER TABLE audit ADD COLUMN signature TEXT NOT NULL DEFAULT '';
   CREATE TABLE nonces (nonce TEXT PRIMARY KEY, until INTEGER NOT NULL);`,
  'ALTER TABLE plans ADD COLUMN needed INTEGER NOT NULL DEFAULT 1',
  `ALTER TABLE pulls ADD COLUMN reviewed INTEGER NOT NULL DEFAULT 0;
   UPDATE pulls SET reviewed = 1000 * CAST(strftime('%s', 'now') AS INTEGER);
   CREATE TABLE measured (gateway TEXT PRIMARY KEY, received INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE cells (
     gateway TEXT NOT NULL, width INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (gateway, width, at)) WITHOUT ROWID;
   CREATE TABLE losses (
     id INTEGER PRIMARY KEY AUTOINCREMENT, gateway TEXT NOT NULL, tunnel TEXT NOT NULL, child TEXT NOT NULL, at TEXT NOT NULL,
     heard INTEGER NOT NULL, told INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (gateway, tunnel, child, at));`,
  'ALTER TABLE approvals ADD COLUMN by_id INTEGER',
  'ALTER TABLE jobs ADD COLUMN line TEXT',
  `CREATE TABLE rollout_pieces (piece INTEGER PRIMARY KEY, body TEXT NOT NULL);
   INSERT INTO rollout_pieces SELECT 0, body FROM rollout;
   DROP TABLE rollout;`,
  'CREATE TABLE pictures (plan TEXT PRIMARY KEY, facts TEXT NOT NULL, drawing TEXT, at INTEGER NOT NULL)',
  `DROP TABLE pictures;
   CREATE TABLE pictures (plan TEXT PRIMARY KEY, at INTEGER NOT NULL);
   CREATE TABLE picture_pieces (plan TEXT NOT NULL, piece INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (plan, piece));`,
  'CREATE INDEX losses_by_tunnel ON losses (tunnel)',
]

/** Brings the tables up to date; call it inside one transaction. */
export const migrate = (sql: SqlStorage): void => {
  sql.exec('CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY)')
  const done = sql.exec<{ count: number }>('SELECT COUNT(*) AS count FROM migrations').one().count
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < done) continue
    sql.exec(statements)
    sql.exec('INSERT INTO migrations VALUES (?)', index + 1)
  }
}
