-- Who made an export's link: it opens nothing once they may not read the log any more. Null for a key's, and for those
-- that were made before; links end after thirty days.
alter table audit_export add column link_created_by uuid;
