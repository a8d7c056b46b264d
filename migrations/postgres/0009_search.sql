ALTER TABLE "searchable" ADD COLUMN "words" text DEFAULT '' NOT NULL;--> statement-breakpoint
-- Filled by a trigger, read by the search alone: the schema does not know it.
ALTER TABLE "searchable" ADD COLUMN "vector" tsvector;--> statement-breakpoint
CREATE INDEX "searchable_vector" ON "searchable" USING gin ("vector");--> statement-breakpoint
-- A configuration for each language whose endings this server knows. Unlike its own ones they leave no word out: who
-- looks for "to be or not to be" means these words.
DO $$
DECLARE one text;
BEGIN
	FOR one IN SELECT left(dictname::text, -5) FROM pg_catalog.pg_ts_dict
		WHERE dictnamespace = 'pg_catalog'::regnamespace AND dictname LIKE '%\_stem'
	LOOP
		EXECUTE format('CREATE TEXT SEARCH DICTIONARY %I (TEMPLATE = pg_catalog.snowball, LANGUAGE = %L)', 'search_' || one, one);
		EXECUTE format('CREATE TEXT SEARCH CONFIGURATION %I (COPY = pg_catalog.simple)', 'search_' || one);
		EXECUTE format('ALTER TEXT SEARCH CONFIGURATION %I ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part WITH %I', 'search_' || one, 'search_' || one);
	END LOOP;
END $$;
--> statement-breakpoint
-- BCP 47 → the configuration of its language, or the one that takes words as they are.
CREATE FUNCTION "search_configuration" ("tag" text) RETURNS regconfig LANGUAGE sql STABLE AS $$
	SELECT coalesce(
		(SELECT c.oid::regconfig FROM pg_catalog.pg_ts_config c
			WHERE pg_catalog.pg_ts_config_is_visible(c.oid) AND c.cfgname = 'search_' || CASE split_part(lower(tag), '-', 1)
				WHEN 'ar' THEN 'arabic' WHEN 'ca' THEN 'catalan' WHEN 'da' THEN 'danish' WHEN 'de' THEN 'german' WHEN 'el' THEN 'greek'
				WHEN 'en' THEN 'english' WHEN 'es' THEN 'spanish' WHEN 'eu' THEN 'basque' WHEN 'fi' THEN 'finnish' WHEN 'fr' THEN 'french'
				WHEN 'ga' THEN 'irish' WHEN 'hi' THEN 'hindi' WHEN 'hu' THEN 'hungarian' WHEN 'hy' THEN 'armenian' WHEN 'id' THEN 'indonesian'
				WHEN 'it' THEN 'italian' WHEN 'lt' THEN 'lithuanian' WHEN 'nb' THEN 'norwegian' WHEN 'ne' THEN 'nepali' WHEN 'nl' THEN 'dutch'
				WHEN 'nn' THEN 'norwegian' WHEN 'no' THEN 'norwegian' WHEN 'pt' THEN 'portuguese' WHEN 'ro' THEN 'romanian' WHEN 'ru' THEN 'russian'
				WHEN 'sr' THEN 'serbian' WHEN 'sv' THEN 'swedish' WHEN 'ta' THEN 'tamil' WHEN 'tr' THEN 'turkish' WHEN 'yi' THEN 'yiddish'
			END),
		'pg_catalog.simple'::regconfig)
$$;
--> statement-breakpoint
-- Between the parts stands a word that is taken out again, so that no phrase goes on from one into the next.
CREATE FUNCTION "fill_searchable" () RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	language regconfig := search_configuration(new."language");
	gap CONSTANT tsvector := '''|'':1';
BEGIN
	new."vector" := ts_delete(
		setweight(to_tsvector(language, new."title"), 'A') || gap
			|| setweight(to_tsvector(language, new."tags"), 'B') || gap
			|| setweight(to_tsvector(language, new."authors"), 'C') || gap
			|| setweight(to_tsvector(language, new."words"), 'D'),
		'|');
	RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER "searchable_filled" BEFORE INSERT OR UPDATE OF "language", "title", "tags", "authors", "words" ON "searchable"
	FOR EACH ROW EXECUTE FUNCTION fill_searchable();
--> statement-breakpoint
-- Whoever hides a post takes it out of the search in the same statement.
CREATE FUNCTION "forget_searchable" () RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM searchable WHERE post = new."key";
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER "posts_hidden" AFTER UPDATE OF "state", "unlisted" ON "posts" FOR EACH ROW
	WHEN (new."state" <> 'live' OR new."unlisted") EXECUTE FUNCTION forget_searchable();
