-- People's accounts and sessions are under the guarantee of the tenants' tables: no change commits without an event in
-- its transaction. Left out is what nobody did: the end of a session whose time was over, and its prolonging by use.

create constraint trigger audited after insert or update or delete on auth."user"
  deferrable initially deferred for each row execute function require_audit_event();
create constraint trigger audited after insert or update or delete on auth.account
  deferrable initially deferred for each row execute function require_audit_event();
create constraint trigger audited after insert or update or delete on auth.operator
  deferrable initially deferred for each row execute function require_audit_event();
create constraint trigger audited after update on auth.preference
  deferrable initially deferred for each row execute function require_audit_event();

create constraint trigger audited after insert or update of "userId", token on auth.session
  deferrable initially deferred for each row execute function require_audit_event();
create constraint trigger audited_end after delete on auth.session
  deferrable initially deferred for each row when (old."expiresAt" > now()) execute function require_audit_event();
