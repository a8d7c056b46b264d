ALTER TABLE "activities" ADD COLUMN "carries" bigint;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "carried" bigint;--> statement-breakpoint
UPDATE "deliveries" SET "carried" = 0 WHERE "attempts" > 0 OR "lease" IS NOT NULL;