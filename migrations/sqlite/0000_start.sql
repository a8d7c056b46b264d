CREATE TABLE `posts` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`generation` integer DEFAULT 1 NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`path` text NOT NULL,
	`slug` text NOT NULL,
	`permalink` text NOT NULL,
	`title` text,
	`body` text NOT NULL,
	`digest` text NOT NULL,
	`details` text NOT NULL,
	`date` integer NOT NULL,
	`updated` integer,
	`language` text NOT NULL,
	`series_slug` text,
	`series_order` integer,
	`pinned` integer NOT NULL,
	`unlisted` integer NOT NULL,
	`first_published` integer NOT NULL,
	`announced` integer,
	`vanished` integer,
	`deleted` integer,
	`guid` text NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `posts_id_unique` ON `posts` (`id`);--> statement-breakpoint
CREATE INDEX `posts_newest_of_kind` ON `posts` (`state`,`kind`,`date`,`key`);--> statement-breakpoint
CREATE INDEX `posts_newest` ON `posts` (`state`,`date`,`key`);--> statement-breakpoint
CREATE INDEX `posts_permalink` ON `posts` (`permalink`);--> statement-breakpoint
CREATE INDEX `posts_path` ON `posts` (`path`);--> statement-breakpoint
CREATE INDEX `posts_series` ON `posts` (`series_slug`);--> statement-breakpoint
CREATE TABLE `post_tags` (
	`post` integer NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`post`, `slug`),
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `post_tags_slug` ON `post_tags` (`slug`);--> statement-breakpoint
CREATE TABLE `post_authors` (
	`post` integer NOT NULL,
	`author` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`post`, `author`),
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `post_authors_author` ON `post_authors` (`author`);--> statement-breakpoint
CREATE TABLE `post_media` (
	`post` integer NOT NULL,
	`hash` text NOT NULL,
	PRIMARY KEY(`post`, `hash`),
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `post_media_hash` ON `post_media` (`hash`);--> statement-breakpoint
CREATE TABLE `media` (
	`hash` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`size` integer NOT NULL,
	`width` integer,
	`height` integer,
	`source` text NOT NULL,
	`stamp` text NOT NULL,
	`made` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `media_source` ON `media` (`source`);--> statement-breakpoint
CREATE TABLE `paths` (
	`path` text PRIMARY KEY NOT NULL,
	`post` integer NOT NULL,
	`kind` text NOT NULL,
	`since` integer NOT NULL,
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `paths_post` ON `paths` (`post`);--> statement-breakpoint
CREATE TABLE `objects` (
	`uri` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`post` integer,
	`generation` integer NOT NULL,
	`state` text NOT NULL,
	`former_type` text,
	`made` integer NOT NULL,
	`gone` integer,
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `objects_post` ON `objects` (`post`);--> statement-breakpoint
CREATE TABLE `sources` (
	`path` text PRIMARY KEY NOT NULL,
	`stamp` text NOT NULL,
	`digest` text NOT NULL,
	`state` text NOT NULL,
	`due` integer,
	`problems` text NOT NULL,
	`post` integer,
	FOREIGN KEY (`post`) REFERENCES `posts`(`key`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `sources_post` ON `sources` (`post`);--> statement-breakpoint
CREATE TABLE `keys` (
	`account` text NOT NULL,
	`algorithm` text NOT NULL,
	`public_key` text NOT NULL,
	`private_key` text NOT NULL,
	`made` integer NOT NULL,
	`retired` integer,
	PRIMARY KEY(`account`, `algorithm`, `made`)
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`changed` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `caches` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`stored` integer NOT NULL,
	`expires` integer
);
--> statement-breakpoint
CREATE INDEX `caches_expires` ON `caches` (`expires`);