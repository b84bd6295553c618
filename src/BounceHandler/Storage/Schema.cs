namespace BounceHandler.Storage;

/// <summary>
/// The database's shape. Migrations only add: an older program must be able to read what a newer one wrote, and a step once released is never edited.
/// </summary>
internal static class Schema
{
    /// <summary>The statements that lead from version N (index) to N + 1.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE runs(
            id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, pid INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER,
            last_record INTEGER, total INTEGER NOT NULL DEFAULT 0, processed INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL DEFAULT 0);

        CREATE TABLE routes(id INTEGER PRIMARY KEY, provider TEXT NOT NULL, tenant TEXT NOT NULL, UNIQUE(provider, tenant));

        CREATE TABLE events(
            id INTEGER PRIMARY KEY AUTOINCREMENT, identity BLOB NOT NULL, run INTEGER NOT NULL, accepted INTEGER NOT NULL, occurred INTEGER NOT NULL,
            kind INTEGER NOT NULL, record_type TEXT NOT NULL, rule TEXT NOT NULL, recipient TEXT, spelling TEXT,
            ref_campaign TEXT, ref_list TEXT, ref_subscriber TEXT, category TEXT NOT NULL, sender TEXT NOT NULL, vmta TEXT NOT NULL,
            job TEXT NOT NULL, feedback_id TEXT NOT NULL, message_id TEXT NOT NULL, status TEXT NOT NULL, diagnostic TEXT NOT NULL,
            remote_mta TEXT, agent TEXT NOT NULL);
        CREATE INDEX events_recipient ON events(recipient);

        CREATE TABLE seen(id INTEGER PRIMARY KEY, identity BLOB NOT NULL, route INTEGER NOT NULL, at INTEGER NOT NULL);
        CREATE UNIQUE INDEX seen_identity ON seen(identity, route);

        CREATE TABLE spool(
            id INTEGER PRIMARY KEY AUTOINCREMENT, event INTEGER NOT NULL, route INTEGER NOT NULL, run INTEGER NOT NULL, state INTEGER NOT NULL,
            due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '');
        CREATE INDEX spool_due ON spool(route, state, due);
        CREATE INDEX spool_event ON spool(event);

        CREATE TABLE ledger(
            id INTEGER PRIMARY KEY AUTOINCREMENT, event INTEGER NOT NULL, route INTEGER NOT NULL, run INTEGER NOT NULL, at INTEGER NOT NULL,
            outcome INTEGER NOT NULL, attempts INTEGER NOT NULL, detail TEXT NOT NULL);
        CREATE INDEX ledger_event ON ledger(event);

        CREATE TABLE changes(
            id INTEGER PRIMARY KEY AUTOINCREMENT, ledger INTEGER NOT NULL, event INTEGER NOT NULL, list TEXT NOT NULL, list_name TEXT NOT NULL,
            subscriber TEXT NOT NULL, status_before TEXT NOT NULL, status_after TEXT NOT NULL);
        CREATE INDEX changes_ledger ON changes(ledger);

        CREATE TABLE suppressions(
            recipient TEXT NOT NULL, tenant TEXT NOT NULL, kind INTEGER NOT NULL, list TEXT NOT NULL, spelling TEXT NOT NULL, reason TEXT NOT NULL,
            since INTEGER NOT NULL, added INTEGER NOT NULL, source BLOB NOT NULL, PRIMARY KEY(recipient, tenant, kind, list)) WITHOUT ROWID;

        CREATE TABLE layouts(columns TEXT PRIMARY KEY, seen INTEGER NOT NULL);

        CREATE TABLE providers(name TEXT PRIMARY KEY, state INTEGER NOT NULL, since INTEGER NOT NULL, reason TEXT NOT NULL);

        CREATE TABLE outages(id INTEGER PRIMARY KEY, provider TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER);
        """,

        // origin: the event whose recipient turned out to be this one's. asked: this row's provider can tell whom the event's reference names. reports: what the operator reads about complaints and unsubscribe mails.
        // notices: mail to the operator; open while "done" is null. counters and marks: statistics, and up to where they have been counted.
        """
        ALTER TABLE events ADD COLUMN origin INTEGER;
        CREATE INDEX events_origin ON events(origin) WHERE origin IS NOT NULL;
        ALTER TABLE spool ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX events_requests ON events(accepted) WHERE kind IN (3,4);

        CREATE TABLE reports(
            event INTEGER PRIMARY KEY, from_header TEXT NOT NULL, subject TEXT NOT NULL, list_unsubscribe TEXT NOT NULL, reporting_mta TEXT NOT NULL,
            source_ip TEXT NOT NULL, reported_domain TEXT NOT NULL, headers TEXT NOT NULL, counted INTEGER NOT NULL DEFAULT 0);

        CREATE TABLE notices(
            id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, event INTEGER, key TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
            text TEXT NOT NULL DEFAULT '', created INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '', done INTEGER);
        CREATE INDEX notices_open ON notices(due) WHERE done IS NULL;
        CREATE INDEX notices_others ON notices(kind, due) WHERE done IS NULL AND kind>1;
        CREATE INDEX notices_key ON notices(key, created) WHERE key<>'';
        CREATE INDEX notices_done ON notices(done) WHERE done IS NOT NULL;

        CREATE TABLE counters(name TEXT NOT NULL, label TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY(name, label)) WITHOUT ROWID;

        CREATE TABLE marks(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        """,

        // replay_positions: how far "replay --continue" has come in which file. header: names in lines; empty: the file has shown none.
        // size and modified: the file when it was read to its end; size is -1 where it was not.
        // runs.accepted: bytes of its input that a run has accepted, as noted last. runs.gap: null where a run has not read its input to the end, as far as is
        // known; 1: the operator has been told; 2: there is no gap, or it has been closed. Runs of older versions are not judged.
        """
        CREATE TABLE replay_positions(
            device INTEGER NOT NULL, inode INTEGER NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, header TEXT NOT NULL, accounting INTEGER NOT NULL,
            fingerprint BLOB NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY(device, inode)) WITHOUT ROWID;
        CREATE INDEX replay_positions_seen ON replay_positions(seen);

        ALTER TABLE runs ADD COLUMN accepted INTEGER;
        ALTER TABLE runs ADD COLUMN gap INTEGER;
        UPDATE runs SET gap=2;
        CREATE INDEX runs_gap ON runs(id) WHERE gap IS NOT 2;
        """,

        // Replies that blame the sender, by UTC hour of the event (hours since 1970).
        """
        CREATE TABLE blocks(
            hour INTEGER NOT NULL, reason TEXT NOT NULL, vmta TEXT NOT NULL, domain TEXT NOT NULL, replies INTEGER NOT NULL, first INTEGER NOT NULL,
            last INTEGER NOT NULL, PRIMARY KEY(hour, reason, vmta, domain)) WITHOUT ROWID;
        """,

        // restores: what an event of kind 5 takes back: a row of a list as a ledger entry has left it, and the status that it is to have again.
        // undos: runs of "undo". seen: up to which ledger entry its outcomes have been counted. open: its first event that may still be in the spool.
        // written: rows in its file. ended: nothing of it is in the spool any more.
        """
        CREATE TABLE restores(
            event INTEGER PRIMARY KEY, run INTEGER NOT NULL, ledger INTEGER NOT NULL, kind INTEGER NOT NULL, source BLOB NOT NULL, list TEXT NOT NULL,
            list_name TEXT NOT NULL, subscriber TEXT NOT NULL, status_before TEXT NOT NULL, status_after TEXT NOT NULL);
        CREATE INDEX restores_ledger ON restores(ledger);
        CREATE INDEX restores_run ON restores(run, event);

        CREATE TABLE undos(
            run INTEGER PRIMARY KEY, seen INTEGER NOT NULL, open INTEGER NOT NULL DEFAULT 0, restored INTEGER NOT NULL DEFAULT 0,
            nothing_to_do INTEGER NOT NULL DEFAULT 0, not_restored INTEGER NOT NULL DEFAULT 0, others INTEGER NOT NULL DEFAULT 0,
            written INTEGER NOT NULL DEFAULT 0, ended INTEGER);

        CREATE INDEX events_person_references ON events(ref_subscriber) WHERE kind IN (3,4) AND ref_subscriber IS NOT NULL;
        """,

        // brake: removals made and deliveries known, by hour of event time (hours since 1970) and group (BrakeGroup.Id); closed: for the rest of that hour. noted: when a removal was counted last.
        // held: why a row of the spool is held; recipient is BrakeGroup.IdOf of its identity for hard bounces, else 0. spool.since: when the time of trying
        // began, if not with acceptance.
        """
        CREATE TABLE brake(
            hour INTEGER NOT NULL, grp INTEGER NOT NULL, made INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0,
            closed INTEGER NOT NULL DEFAULT 0, noted INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(hour, grp)) WITHOUT ROWID;

        CREATE TABLE held(spool INTEGER PRIMARY KEY, recipient INTEGER NOT NULL, occurred INTEGER NOT NULL, since INTEGER NOT NULL, grp TEXT NOT NULL);
        CREATE INDEX held_recipient ON held(recipient);
        INSERT INTO held SELECT s.id, 0, e.occurred, e.accepted, 'complaints from elsewhere' FROM spool s JOIN events e ON e.id=s.event WHERE s.state=1;

        ALTER TABLE spool ADD COLUMN since INTEGER;
        """,

        // deliveries: the last one of a recipient, as far as it matters or was cheap to keep. soft_bounces: a day (since 1970, UTC) on which a recipient
        // bounced softly, and the time of that day's last; converted: it has become part of a hard one and is kept so that a replay does not count it again.
        """
        CREATE TABLE deliveries(recipient TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX deliveries_at ON deliveries(at);

        CREATE TABLE soft_bounces(
            id INTEGER PRIMARY KEY AUTOINCREMENT, recipient TEXT NOT NULL, tenant TEXT NOT NULL, day INTEGER NOT NULL, last INTEGER NOT NULL,
            noted INTEGER NOT NULL, converted INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX soft_bounces_day ON soft_bounces(recipient, tenant, day);
        """,

        // words: who has complained (kind 3) or asked to be removed (4), kept when the event is forgotten; an empty text: the event did not say.
        // brake.learned: removals of an earlier hour, as files have told them: for baselines only.
        """
        CREATE TABLE words(
            recipient TEXT NOT NULL, subscriber TEXT NOT NULL, list TEXT NOT NULL, kind INTEGER NOT NULL,
            PRIMARY KEY(recipient, subscriber, list, kind)) WITHOUT ROWID;
        CREATE INDEX words_subscriber ON words(subscriber);

        ALTER TABLE brake ADD COLUMN learned INTEGER NOT NULL DEFAULT 0;
        """,
    ];
}
