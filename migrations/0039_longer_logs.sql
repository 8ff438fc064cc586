-- A log that has places, or tiles, behind what was signed: nobody who signs wrote them. One that was never signed, too.
alter table audit_seal_refusal drop constraint audit_seal_refusal_kind_check, drop constraint audit_seal_refusal_signed_size_check;
alter table audit_seal_refusal
  add constraint audit_seal_refusal_kind_check check (kind in ('shorter', 'forked', 'broken', 'longer')),
  add constraint audit_seal_refusal_signed_size_check check (signed_size >= 0);
