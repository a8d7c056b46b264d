ALTER TABLE `searchable` ADD `words` text DEFAULT '' NOT NULL;--> statement-breakpoint
-- The words are cut and folded before they come here, with blanks between: nothing but those separates them.
CREATE VIRTUAL TABLE `search` USING fts5(
	`title`, `tags`, `authors`, `words`,
	content = 'searchable', content_rowid = 'post', tokenize = 'ascii'
);
--> statement-breakpoint
CREATE TRIGGER `searchable_inserted` AFTER INSERT ON `searchable` BEGIN
	INSERT INTO `search` (`rowid`, `title`, `tags`, `authors`, `words`)
	VALUES (new.`post`, new.`title`, new.`tags`, new.`authors`, new.`words`);
END;
--> statement-breakpoint
CREATE TRIGGER `searchable_deleted` AFTER DELETE ON `searchable` BEGIN
	INSERT INTO `search` (`search`, `rowid`, `title`, `tags`, `authors`, `words`)
	VALUES ('delete', old.`post`, old.`title`, old.`tags`, old.`authors`, old.`words`);
END;
--> statement-breakpoint
CREATE TRIGGER `searchable_updated` AFTER UPDATE OF `title`, `tags`, `authors`, `words` ON `searchable` BEGIN
	INSERT INTO `search` (`search`, `rowid`, `title`, `tags`, `authors`, `words`)
	VALUES ('delete', old.`post`, old.`title`, old.`tags`, old.`authors`, old.`words`);
	INSERT INTO `search` (`rowid`, `title`, `tags`, `authors`, `words`)
	VALUES (new.`post`, new.`title`, new.`tags`, new.`authors`, new.`words`);
END;
--> statement-breakpoint
-- Whoever hides a post takes it out of the search in the same statement.
CREATE TRIGGER `posts_hidden` AFTER UPDATE OF `state`, `unlisted` ON `posts` WHEN new.`state` <> 'live' OR new.`unlisted` BEGIN
	DELETE FROM `searchable` WHERE `post` = new.`key`;
END;
