-- Bank statements: what a bank says came in, held against the open invoices, for a person to say what paid what.

create table public.bank_statements (
	id uuid primary key default gen_random_uuid(),
	reseller_id uuid not null references public.resellers (id) on delete cascade,
	file_name text not null
		constraint statement_file_name_invalid check (length(btrim(file_name)) between 1 and 255 and file_name !~ '[[:cntrl:]]'),
	fingerprint text not null constraint statement_fingerprint_invalid check (fingerprint ~ '^[0-9a-f]{64}$'),
	format text not null constraint statement_format_invalid check (format in ('ofx', 'sheet')),
	bank text constraint statement_bank_invalid check (length(bank) <= 60),
	signature text constraint statement_signature_invalid check (signature ~ '^[0-9a-f]{64}$'),
	mapping jsonb
		constraint statement_mapping_invalid check (jsonb_typeof(mapping) = 'array' and pg_column_size(mapping) <= 65536),
	unread jsonb not null default '[]'
		constraint statement_unread_invalid check (jsonb_typeof(unread) = 'array' and pg_column_size(unread) <= 65536),
	unread_count integer not null default 0 check (unread_count >= 0),
	starts_on date,
	ends_on date,
	credits integer not null default 0,
	credits_cents bigint not null default 0,
	debits integer not null default 0,
	open integer not null default 0,
	paid integer not null default 0,
	ignored integer not null default 0,
	repeated integer not null default 0,
	imported_by uuid references public.people (id) on delete set null,
	created_at timestamptz not null default now(),
	constraint bank_statements_tenant_key unique (reseller_id, id),
	constraint bank_statements_fingerprint_unique unique (reseller_id, fingerprint)
);
comment on table public.bank_statements is
	'A file of a bank, taken in once: the same file again is the same statement. How far its credits have been gone through is counted.';
comment on column public.bank_statements.fingerprint is 'SHA-256 of the file.';
comment on column public.bank_statements.signature is 'SHA-256 of the header words of a sheet: files of the same bank are read the same way again, by mapping.';
comment on column public.bank_statements.unread is 'Movements that could not be read [{position, problem, text}], the first of unread_count.';
comment on column public.bank_statements.credits is
	'How many movements brought money; each is open, paid, ignored or repeated. debits: how many took some.';
create index bank_statements_newest on public.bank_statements (reseller_id, created_at desc, id desc);
create index bank_statements_signature on public.bank_statements (reseller_id, signature, created_at desc) where signature is not null;
create index bank_statements_imported_by on public.bank_statements (imported_by);
alter table public.bank_statements enable row level security;
-- Each payment leaves an entry of its own; how far one has come is no change.
select app.keep_trail_of('bank_statements', '{id}', '{fingerprint,signature,mapping,unread,open,paid,ignored,repeated}');
grant select on public.bank_statements to authenticated;
grant all on public.bank_statements to service_role;
create policy "staff who may record payments read what banks say" on public.bank_statements
	for select to authenticated using (
		reseller_id = (select app.staff_reseller_id()) and (select app.may('payments.record'))
	);

-- Only functions touch the lines, which hold what the reseller earns and spends.
create table app.bank_statement_lines (
	id uuid primary key,
	reseller_id uuid not null,
	statement_id uuid not null,
	position integer not null,
	posted_on date not null,
	amount_cents bigint not null,
	memo text not null,
	bank_id text,
	reference text,
	account text not null,
	content_key text not null,
	occurrence integer,
	repeats_id uuid,
	repeat_is_sure boolean,
	state text not null check (state in ('open', 'paid', 'ignored', 'repeated', 'debit')),
	invoice_id uuid,
	payment_id uuid,
	is_linked boolean not null default false,
	attempt integer not null default 0,
	decided_by uuid references public.people (id) on delete set null,
	decided_at timestamptz,
	constraint bank_statement_lines_tenant_key unique (reseller_id, id),
	constraint bank_statement_lines_repeats check (state <> 'repeated' or repeats_id is not null),
	constraint bank_statement_lines_paid check ((state = 'paid') = (payment_id is not null)),
	constraint bank_statement_lines_linked check (state = 'paid' or not is_linked),
	constraint bank_statement_lines_debit check ((state = 'debit') = (amount_cents <= 0)),
	foreign key (reseller_id, statement_id) references public.bank_statements (reseller_id, id) on delete cascade,
	foreign key (reseller_id, repeats_id) references app.bank_statement_lines (reseller_id, id) on delete set null (repeats_id),
	foreign key (reseller_id, invoice_id) references public.invoices (reseller_id, id),
	foreign key (reseller_id, payment_id) references public.payments (reseller_id, id)
);
comment on table app.bank_statement_lines is
	'A movement of a bank statement. Credits are open until somebody says which invoice they paid (payment_id) or that they pay none. One that an earlier file had is repeated: it never pays again.';
comment on column app.bank_statement_lines.bank_id is 'The bank''s own id (FITID), only if within its file no other movement carries it: some banks write the same one everywhere.';
comment on column app.bank_statement_lines.occurrence is 'Movements that look alike are counted: two of R$ 10 on one day are two.';
comment on column app.bank_statement_lines.repeat_is_sure is 'Whether it is the earlier movement without a doubt: the bank''s id agrees, or there is none that could differ.';
comment on column app.bank_statement_lines.is_linked is 'The payment was there before, recorded by hand: it was found again here, not made.';
comment on column app.bank_statement_lines.attempt is 'How often it was accepted and undone: each acceptance is a payment of its own.';
create index bank_statement_lines_statement on app.bank_statement_lines (reseller_id, statement_id, position);
create index bank_statement_lines_repeats_id on app.bank_statement_lines (reseller_id, repeats_id);
create index bank_statement_lines_invoice on app.bank_statement_lines (reseller_id, invoice_id);
-- A payment came in once, so it stands in one line.
create unique index bank_statement_lines_payment on app.bank_statement_lines (reseller_id, payment_id);
create index bank_statement_lines_decided_by on app.bank_statement_lines (decided_by);
-- What never happens twice, whichever two files say it.
create unique index bank_statement_lines_one_per_bank_id on app.bank_statement_lines (reseller_id, account, bank_id, posted_on, amount_cents)
	where bank_id is not null and repeats_id is null;
create unique index bank_statement_lines_one_per_content on app.bank_statement_lines (reseller_id, content_key, occurrence)
	where repeats_id is null;

create function app.count_statement_lines(statement_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	-- Held first and counted in a statement of its own: so that two who decide at once do not leave an old count.
	perform from public.bank_statements s where s.id = count_statement_lines.statement_id for no key update;
	update public.bank_statements s set
		credits = n.credits, credits_cents = n.credits_cents, debits = n.debits, open = n.open, paid = n.paid, ignored = n.ignored,
		repeated = n.repeated
	from (
		select
			count(*) filter (where l.state <> 'debit') as credits,
			coalesce(sum(l.amount_cents) filter (where l.state <> 'debit'), 0) as credits_cents,
			count(*) filter (where l.state = 'debit') as debits, count(*) filter (where l.state = 'open') as open,
			count(*) filter (where l.state = 'paid') as paid, count(*) filter (where l.state = 'ignored') as ignored,
			count(*) filter (where l.state = 'repeated') as repeated
		from app.bank_statement_lines l
		join public.bank_statements o on o.reseller_id = l.reseller_id and o.id = l.statement_id
		where o.id = count_statement_lines.statement_id
	) n
	where s.id = count_statement_lines.statement_id;
end
$$;

-- A payment that somebody takes back, wherever, leaves its line open again.
create function app.reopen_statement_line() returns trigger
	language plpgsql security definer
	set search_path = ''
as $$
declare
	opened uuid;
begin
	update app.bank_statement_lines l
	set state = 'open', payment_id = null, invoice_id = null, is_linked = false, attempt = l.attempt + 1, decided_by = app.person_id(),
		decided_at = now()
	where l.reseller_id = new.reseller_id and l.payment_id = new.id
	returning l.statement_id into opened;
	if opened is not null then
		perform app.count_statement_lines(opened);
	end if;
	return null;
end
$$;
create trigger reversed_payment_reopens_line after update of status on public.payments
	for each row when (new.source in ('statement', 'manual') and new.status = 'reversed' and old.status <> 'reversed')
	execute function app.reopen_statement_line();

-- Taking a file in ----------------------------------------------------------------------------------------

create function app.take_statement_lines(statement public.bank_statements, lines jsonb) returns void
	language plpgsql security definer
	set search_path = ''
as $$
begin
	with given as materialized (
		select
			gen_random_uuid() as id, g.position, g.posted_on, g.amount_cents, coalesce(g.memo, '') as memo, nullif(btrim(g.bank_id), '') as bank_id,
			nullif(btrim(g.reference), '') as reference, coalesce(btrim(g.account), '') as account,
			md5(concat_ws(e'\n', coalesce(btrim(g.account), ''), g.posted_on, g.amount_cents,
				regexp_replace(app.search_text(coalesce(g.memo, '')), '\s+', ' ', 'g'), coalesce(btrim(g.reference), ''))) as content_key
		from jsonb_to_recordset(lines) as g (
			position integer, posted_on date, amount_cents bigint, memo text, bank_id text, reference text, account text
		)
	), trusted as materialized (
		select g.*,
			-- An id that differing movements of one file share says nothing.
			case when min(g.content_key) over same_id = max(g.content_key) over same_id then g.bank_id end as own_id,
			first_value(g.id) over (partition by g.account, g.bank_id, g.content_key order by g.position) as first_id
		from given g
		window same_id as (partition by g.account, g.bank_id)
	), by_id as materialized (
		-- An earlier file had it, by the bank's own id.
		select t.id, e.id as earlier_id
		from trusted t
		join app.bank_statement_lines e on e.reseller_id = statement.reseller_id and e.account = t.account and e.bank_id = t.own_id
			and e.posted_on = t.posted_on and e.amount_cents = t.amount_cents and e.repeats_id is null
	), remaining as materialized (
		select t.*, row_number() over (partition by t.content_key order by t.position) as rank
		from trusted t
		where (t.own_id is null or t.id = t.first_id) and not exists (select from by_id b where b.id = t.id)
	), earlier as materialized (
		select e.id, e.content_key, e.bank_id, e.occurrence, row_number() over (partition by e.content_key order by e.occurrence) as rank
		from app.bank_statement_lines e
		where e.reseller_id = statement.reseller_id and e.repeats_id is null
			and e.content_key in (select r.content_key from remaining r)
			and not exists (select from by_id b where b.earlier_id = e.id)
	), decided as (
		select t.*, coalesce(
			b.earlier_id, e.id, case when t.own_id is not null and t.id <> t.first_id then coalesce(f.earlier_id, fe.id, t.first_id) end
		) as repeats_id,
			-- Alike in all but the bank's id: it may be another one.
			b.id is not null or (e.id is not null and (e.bank_id is null or t.own_id is null)) as is_sure
		from trusted t
		left join by_id b on b.id = t.id
		left join remaining r on r.id = t.id
		left join earlier e on e.content_key = r.content_key and e.rank = r.rank
		left join by_id f on f.id = t.first_id
		left join remaining fr on fr.id = t.first_id
		left join earlier fe on fe.content_key = fr.content_key and fe.rank = fr.rank
	)
	insert into app.bank_statement_lines (
		id, reseller_id, statement_id, position, posted_on, amount_cents, memo, bank_id, reference, account, content_key, occurrence,
		repeats_id, repeat_is_sure, state
	)
	select
		d.id, statement.reseller_id, statement.id, d.position, d.posted_on, d.amount_cents, d.memo, d.own_id, d.reference, d.account,
		d.content_key,
		case when d.repeats_id is null then coalesce(taken.most, 0) + row_number() over (
			partition by d.content_key, d.repeats_id is null order by d.position
		) end,
		d.repeats_id, case when d.repeats_id is not null then d.is_sure end,
		case when d.amount_cents <= 0 then 'debit' when d.repeats_id is not null then 'repeated' else 'open' end
	from decided d
	cross join lateral (
		select max(e.occurrence) as most from app.bank_statement_lines e
		where e.reseller_id = statement.reseller_id and e.content_key = d.content_key and e.repeats_id is null
	) taken
	order by d.position;
end
$$;
comment on function app.take_statement_lines(public.bank_statements, jsonb) is
	'Writes the lines of a statement and says which of them an earlier one had: by the bank''s id, day and amount, else by all that stands there, counting those that look alike.';

create function app.import_statement(
	file_name text, fingerprint text, format text, bank text, signature text, mapping jsonb, unread jsonb, unread_count integer, lines jsonb
) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	statement public.bank_statements;
	violated text;
begin
	-- One file after the other: what one of them had, the next repeats.
	perform pg_advisory_xact_lock(hashtextextended('bank_statements/' || account.reseller_id, 0));
	select s.* into statement from public.bank_statements s
	where s.reseller_id = account.reseller_id and s.fingerprint = import_statement.fingerprint;
	if statement.id is not null then
		return jsonb_build_object('statement_id', statement.id, 'is_known', true);
	end if;
	if jsonb_typeof(lines) is distinct from 'array' or jsonb_array_length(lines) > 10000 then
		perform app.refuse('statement_lines_invalid');
	end if;
	if exists (
		select from jsonb_to_recordset(lines) as g (
			position integer, posted_on date, amount_cents bigint, memo text, bank_id text, reference text, account text
		)
		where g.position is null or g.posted_on is null or g.amount_cents is null
			or g.posted_on not between '2000-01-01' and '2100-01-01' or abs(g.amount_cents) > 100000000000
			or length(g.memo) > 500 or length(g.bank_id) > 255 or length(g.reference) > 255 or length(g.account) > 60
	) then
		perform app.refuse('statement_lines_invalid');
	end if;
	insert into public.bank_statements (
		reseller_id, file_name, fingerprint, format, bank, signature, mapping, unread, unread_count, imported_by, starts_on, ends_on
	)
	select
		account.reseller_id, btrim(import_statement.file_name), import_statement.fingerprint, import_statement.format,
		nullif(btrim(import_statement.bank), ''), import_statement.signature, nullif(import_statement.mapping, 'null'),
		coalesce(import_statement.unread, '[]'), coalesce(import_statement.unread_count, 0), account.person_id,
		min((g.line ->> 'posted_on')::date), max((g.line ->> 'posted_on')::date)
	from jsonb_array_elements(lines) as g (line)
	returning * into statement;
	perform app.take_statement_lines(statement, lines);
	perform app.count_statement_lines(statement.id);
	return jsonb_build_object('statement_id', statement.id, 'is_known', false);
exception
	when check_violation then
		get stacked diagnostics violated = constraint_name;
		perform app.refuse(violated);
	when not_null_violation or data_exception then
		perform app.refuse('statement_lines_invalid');
end
$$;
grant execute on function app.import_statement(text, text, text, text, text, jsonb, jsonb, integer, jsonb) to authenticated;

create function public.import_statement(
	file_name text, fingerprint text, format text, lines jsonb, bank text default null, signature text default null,
	mapping jsonb default null, unread jsonb default '[]', unread_count integer default 0
) returns jsonb
	language sql
	set search_path = ''
as $$ select app.import_statement(file_name, fingerprint, format, bank, signature, mapping, unread, unread_count, lines) $$;
comment on function public.import_statement(text, text, text, jsonb, text, text, jsonb, jsonb, integer) is
	'Takes a bank''s file in: {statement_id, is_known}; is_known: this very file (fingerprint, SHA-256) was taken in before. lines: up to 10,000 of {position, posted_on, amount_cents (below zero: out), memo, bank_id, reference, account}. Nothing is paid by it.
Refuses: statement_lines_invalid, statement_file_name_invalid, statement_fingerprint_invalid, statement_format_invalid, statement_bank_invalid, statement_signature_invalid, statement_mapping_invalid, statement_unread_invalid.';
grant execute on function public.import_statement(text, text, text, jsonb, text, text, jsonb, jsonb, integer) to authenticated;

-- What paid what ------------------------------------------------------------------------------------------

create function app.likeness(client public.clients, memo text, plain_memo text) returns real
	language plpgsql stable
	set search_path = ''
as $$
begin
	if client.document is not null and (
		strpos(translate(upper(memo), './- ', ''), client.document) > 0
		-- Banks show the middle of a CPF: ***.456.789-**
		or (client.person_type = 'individual'
			and strpos(memo, substr(client.document, 4, 3) || '.' || substr(client.document, 7, 3)) > 0)
	) then
		return 1;
	end if;
	-- The search key begins with the name, then the trade name, as people look for them.
	return greatest(
		extensions.word_similarity(app.plain_name(split_part(client.search_key, e'\n', 1)), plain_memo),
		case when client.trade_name is not null
			then extensions.word_similarity(app.plain_name(split_part(client.search_key, e'\n', 2)), plain_memo) end
	);
end
$$;
comment on function app.likeness(public.clients, text, text) is
	'How much of a client a bank''s text (and the same as app.search_text makes it) names: 1 for its document, whole or with its ends hidden, else how far its name stands there, 0 to 1.';

create function app.plain_name(name text) returns text
	language plpgsql immutable
	set search_path = ''
as $$
begin
	return regexp_replace(name, '\y(ltda|me|epp|mei|eireli|s/?a)\y', '', 'g');
end
$$;
comment on function app.plain_name(text) is 'A name without its legal form, which banks leave out.';

create function app.statement_matches(reseller_id uuid, statement_id uuid, only_line uuid default null)
	returns table (
		line_id uuid, invoice_id uuid, client_id uuid, rank bigint, candidates bigint, by_txid boolean, fit text, due_cents bigint,
		charges_cents bigint, likeness real, kind text
	)
	language plpgsql stable security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
	set jit = off
as $$
declare
	today date := app.today(reseller_id);
begin
	return query
	with line as materialized (
		select l.id, l.position, l.posted_on, l.amount_cents, l.memo, app.search_text(l.memo) as plain,
			upper(l.memo || ' ' || coalesce(l.reference, '') || ' ' || coalesce(l.bank_id, '')) as said
		from app.bank_statement_lines l
		where l.reseller_id = statement_matches.reseller_id and l.statement_id = statement_matches.statement_id
			and l.state = 'open' and l.posted_on <= today and (only_line is null or l.id = only_line)
	), mentioned as materialized (
		select distinct l.id as line_id, i.id as invoice_id
		from line l
		cross join lateral regexp_matches(l.said, '(?<![A-Z0-9])FAT0*([1-9][0-9]{0,11})(?![0-9])', 'g') as m (parts)
		join public.invoices i on i.reseller_id = statement_matches.reseller_id and i.number = m.parts[1]::bigint
			and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
	), nameless as materialized (
		-- Whoever names an invoice means no other one.
		select l.id, l.posted_on, l.amount_cents, l.plain from line l where not exists (select from mentioned m where m.line_id = l.id)
	), asking as materialized (
		-- Many invoices ask for the same: what they ask for on a day is computed once for all of them.
		select row_number() over () as id, array_agg(i.id) as invoice_ids, count(*) as size, i.effective_due_on,
			i.total_cents + i.fine_cents + i.interest_cents - i.paid_cents as base_cents
		from public.invoices i
		where i.reseller_id = statement_matches.reseller_id and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
			and i.payer = 'client'
		group by i.effective_due_on, i.late_rate_id, i.late_from, i.fine_cents, i.interest_cents, i.total_cents, i.paid_cents, i.charges_paid_cents
	), late as materialized (
		select a.id, d.posted_on, charged.due_cents
		from asking a
		join (select distinct l.posted_on, l.amount_cents from nameless l) d
			-- Years of fine and interest are less than another such amount.
			on d.posted_on > a.effective_due_on and d.amount_cents > a.base_cents and d.amount_cents <= a.base_cents * 2
		join public.invoices i on i.reseller_id = statement_matches.reseller_id and i.id = a.invoice_ids[1]
		cross join lateral app.invoice_charges(i, d.posted_on) charged
		where charged.due_cents = d.amount_cents
	), fitting as materialized (
		select l.id as line_id, a.id as asking_id, a.size from nameless l join asking a on a.base_cents = l.amount_cents
		union
		select l.id, a.id, a.size from nameless l
		join late t on t.posted_on = l.posted_on and t.due_cents = l.amount_cents
		join asking a on a.id = t.id
	), crowds as materialized (
		select f.line_id, sum(f.size) as size from fitting f group by f.line_id
	), crowded as materialized (
		select f.line_id, f.asking_id from fitting f join crowds c on c.line_id = f.line_id where c.size > 20
	), words_of_clients as materialized (
		select distinct g.asking_id, one.invoice_id, w.word
		from (select distinct c.asking_id from crowded c) g
		join asking a on a.id = g.asking_id
		cross join lateral unnest(a.invoice_ids) as one (invoice_id)
		join public.invoices i on i.reseller_id = statement_matches.reseller_id and i.id = one.invoice_id
		join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
		cross join lateral regexp_split_to_table(
			split_part(c.search_key, e'\n', 1) || case when c.trade_name is not null then ' ' || split_part(c.search_key, e'\n', 2) else '' end,
			'[^a-z0-9]+'
		) as w (word)
		where length(w.word) > 2
	), frequencies as materialized (
		select w.word, count(*) as how_often from words_of_clients w group by w.word
	), telling as materialized (
		-- Of a text the words that the fewest clients have: the others add nothing but work.
		select t.line_id, t.word
		from (
			select d.line_id, d.word, row_number() over (partition by d.line_id order by f.how_often, d.word) as place
			from (
				select distinct l.id as line_id, w.word
				from nameless l
				cross join lateral regexp_split_to_table(l.plain, '[^a-z0-9]+') as w (word)
				where l.id in (select c.line_id from crowded c)
			) d
			join frequencies f on f.word = d.word
		) t
		where t.place <= 3
	), shortlist as (
		-- Of a few all are looked at; of a crowd those of whom the text names a word.
		select f.line_id, one.invoice_id
		from crowds c
		join fitting f on f.line_id = c.line_id
		join asking a on a.id = f.asking_id
		cross join lateral unnest(a.invoice_ids) as one (invoice_id)
		where c.size <= 20
		union
		select n.line_id, n.invoice_id
		from (
			select t.line_id, w.invoice_id, row_number() over (partition by t.line_id order by count(*) desc, w.invoice_id) as place
			from telling t
			join words_of_clients w on w.word = t.word
			join crowded c on c.line_id = t.line_id and c.asking_id = w.asking_id
			group by t.line_id, w.invoice_id
		) n
		where n.place <= 10
		union
		select m.line_id, m.invoice_id from mentioned m
	), looked_at as (
		select l.id as line_id, l.posted_on, l.position, i.id as invoice_id, i.client_id, i.effective_due_on, i.number,
			m.invoice_id is not null as by_txid, asked.due_cents, asked.fine_new_cents + asked.interest_new_cents as charges_cents,
			app.likeness(c, l.memo, l.plain) as likeness,
			case
				when l.amount_cents = asked.due_cents then 'exact'
				when l.amount_cents = asked.due_cents - asked.fine_new_cents - asked.interest_new_cents then 'without_charges'
				when l.amount_cents < asked.due_cents then 'less' else 'more'
			end as fit
		from shortlist s
		join line l on l.id = s.line_id
		join public.invoices i on i.reseller_id = statement_matches.reseller_id and i.id = s.invoice_id
		join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
		left join mentioned m on m.line_id = s.line_id and m.invoice_id = s.invoice_id
		cross join lateral app.invoice_charges(i, l.posted_on) asked
		-- Nobody pays what was not asked for yet, unless naming it.
		where i.issued_on <= l.posted_on or m.invoice_id is not null
	), ranked as (
		select k.*,
			row_number() over (partition by k.line_id order by k.likeness desc, (k.fit = 'exact') desc, k.effective_due_on, k.number) as rank,
			greatest(count(*) over (partition by k.line_id), coalesce(c.size, 0))::bigint as candidates,
			row_number() over (partition by k.invoice_id, k.by_txid and k.fit = 'exact' order by k.posted_on, k.position, k.line_id) as turn
		from looked_at k
		left join crowds c on c.line_id = k.line_id and c.size > 20
	), compared as (
		select r.*, max(r.likeness) filter (where r.client_id <> r.best_client_id) over (partition by r.line_id) as other_likeness
		from (
			select k.*, first_value(k.client_id) over (partition by k.line_id order by k.rank) as best_client_id from ranked k
		) r
	)
	select c.line_id, c.invoice_id, c.client_id, c.rank, c.candidates, c.by_txid, c.fit, c.due_cents, c.charges_cents, c.likeness,
		first_value(case
			-- Named, the amount to the cent, and the first that says so.
			when c.by_txid and c.candidates = 1 and c.fit = 'exact' and c.turn = 1 then 'sure'
			when c.candidates = 1 then 'likely'
			-- One client is named, whichever of its invoices.
			when c.likeness >= 0.6 and c.likeness - coalesce(c.other_likeness, 0) >= 0.2 then 'likely'
			else 'choose'
		end) over (partition by c.line_id order by c.rank)
	from compared c;
end
$$;
comment on function app.statement_matches(uuid, uuid, uuid) is
	'For each open credit of a statement the open invoices that it may have paid, best first: those that its text names by their Pix transaction id, else those that ask for just this amount on the day it was posted, with what lateness costs or without. candidates: how many there are, also those that nothing but the amount speaks for. kind, of the line: sure names one invoice and has its amount; likely: one invoice fits, or one client is named; choose: several fit.';

create function app.recorded_matches(reseller_id uuid, statement_id uuid, only_line uuid default null)
	returns table (line_id uuid, payment_id uuid, invoice_id uuid, client_id uuid, paid_on date, method text, rank bigint)
	language plpgsql stable security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
	set jit = off
as $$
declare
	-- A weekend lies between what somebody writes down and what the bank books.
	days_apart constant integer := 3;
begin
	return query
	with line as materialized (
		select l.id, l.posted_on, l.amount_cents, l.memo, app.search_text(l.memo) as plain
		from app.bank_statement_lines l
		where l.reseller_id = recorded_matches.reseller_id and l.statement_id = recorded_matches.statement_id
			and l.state = 'open' and (only_line is null or l.id = only_line)
	), near as materialized (
		-- Many lines ask for the same: it is looked for once for all of them.
		select d.posted_on, d.amount_cents, p.id as payment_id, p.client_id,
			count(*) over (partition by d.posted_on, d.amount_cents) as size
		from (select distinct l.posted_on, l.amount_cents from line l) d
		join public.payments p on p.reseller_id = recorded_matches.reseller_id and p.amount_cents = d.amount_cents
			and p.paid_on between d.posted_on - days_apart and d.posted_on + days_apart
			and p.source = 'manual' and p.status = 'succeeded' and p.method in ('pix', 'transfer')
		where not exists (
			select from app.bank_statement_lines o where o.reseller_id = p.reseller_id and o.payment_id = p.id
		)
	), shortlist as (
		-- A crowd that paid the same says nothing of who it was.
		select l.id as line_id, n.payment_id
		from line l
		join near n on n.posted_on = l.posted_on and n.amount_cents = l.amount_cents
		where n.size <= 20 or only_line is not null
	)
	select l.id, p.id, p.invoice_id, p.client_id, p.paid_on, p.method,
		row_number() over (
			partition by l.id order by app.likeness(c, l.memo, l.plain) desc, abs(p.paid_on - l.posted_on), p.created_at
		)
	from shortlist s
	join line l on l.id = s.line_id
	join public.payments p on p.reseller_id = recorded_matches.reseller_id and p.id = s.payment_id
	join public.clients c on c.reseller_id = p.reseller_id and c.id = p.client_id;
end
$$;
comment on function app.recorded_matches(uuid, uuid, uuid) is
	'For each open credit of a statement the payments that somebody recorded by hand and that may be the same money: of that amount, within three days, by Pix or transfer, in no other line; whom the text names first. Of more than twenty none is proposed, but for one line all of them are.';

create function app.statement_of(account app.account, id uuid) returns public.bank_statements
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	statement public.bank_statements;
begin
	select s.* into statement from public.bank_statements s
	where s.reseller_id = account.reseller_id and s.id = statement_of.id;
	if statement.id is null then
		perform app.refuse('statement_not_found', 404);
	end if;
	return statement;
end
$$;

create function app.read_bank_statement(statement_id uuid, show text, after integer, page_size integer) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
as $$
declare
	account app.account := app.require('payments.record');
	statement public.bank_statements := app.statement_of(account, statement_id);
	most integer := least(greatest(coalesce(page_size, 50), 1), 200);
	answer jsonb;
begin
	with match as materialized (
		select * from app.statement_matches(account.reseller_id, statement.id)
	), known as materialized (
		select * from app.recorded_matches(account.reseller_id, statement.id)
	), proposal as materialized (
		-- Money that is there already comes before any guess of what it may pay; only who names an invoice means that one.
		select l.id as line_id, m.invoice_id,
			case when k.line_id is not null and m.kind is distinct from 'sure' then 'recorded' else coalesce(m.kind, 'unmatched') end as kind
		from app.bank_statement_lines l
		left join match m on m.line_id = l.id and m.rank = 1
		left join known k on k.line_id = l.id and k.rank = 1
		where l.reseller_id = account.reseller_id and l.statement_id = statement.id and l.state = 'open'
	), page as materialized (
		select l.*, p.kind, p.invoice_id as proposed_id
		from app.bank_statement_lines l
		left join proposal p on p.line_id = l.id
		where l.reseller_id = account.reseller_id and l.statement_id = statement.id and l.position > coalesce(after, 0)
			and coalesce(show, 'open') in (l.state, p.kind)
		order by l.position
		limit most + 1
	), shown as materialized (
		select * from page order by position limit most
	), candidate as materialized (
		select m.*, i.number, i.effective_due_on, coalesce(c.trade_name, c.name) as client_name
		from match m
		join public.invoices i on i.reseller_id = account.reseller_id and i.id = m.invoice_id
		join public.clients c on c.reseller_id = account.reseller_id and c.id = m.client_id
		where m.rank <= 6 and m.line_id in (select s.id from shown s)
	)
	select jsonb_build_object(
		'statement', to_jsonb(statement) - '{reseller_id,fingerprint,signature,mapping}'::text[] || jsonb_build_object(
			'imported_by_name', app.member_name(statement.reseller_id, statement.imported_by)
		),
		'kinds', (select coalesce(jsonb_object_agg(k.kind, k.lines), '{}') from (select p.kind, count(*) as lines from proposal p group by p.kind) k),
		'rows', coalesce((
			select jsonb_agg(jsonb_build_object(
				'id', s.id, 'position', s.position, 'posted_on', s.posted_on, 'amount_cents', s.amount_cents, 'memo', s.memo,
				'account', nullif(s.account, ''), 'state', s.state, 'kind', s.kind, 'proposed_id', s.proposed_id,
				'repeat_is_sure', s.repeat_is_sure, 'decided_by_name', app.member_name(s.reseller_id, s.decided_by), 'decided_at', s.decided_at,
				'repeats', (
					select jsonb_build_object('statement_id', o.id, 'file_name', o.file_name, 'position', e.position)
					from app.bank_statement_lines e
					join public.bank_statements o on o.reseller_id = e.reseller_id and o.id = e.statement_id
					where e.reseller_id = s.reseller_id and e.id = s.repeats_id
				),
				'invoice', (
					select jsonb_build_object(
						'id', i.id, 'number', i.number, 'client_id', i.client_id, 'client_name', coalesce(c.trade_name, c.name),
						'payment_status', i.payment_status
					)
					from public.invoices i
					join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
					where i.reseller_id = s.reseller_id and i.id = s.invoice_id
				),
				'is_linked', s.is_linked,
				'recorded', coalesce((
					select jsonb_agg(jsonb_build_object(
						'payment_id', k.payment_id, 'invoice_id', i.id, 'number', i.number, 'client_id', i.client_id,
						'client_name', coalesce(c.trade_name, c.name), 'paid_on', k.paid_on, 'method', k.method
					) order by k.rank)
					from known k
					join public.invoices i on i.reseller_id = s.reseller_id and i.id = k.invoice_id
					join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
					where k.line_id = s.id and k.rank <= 6
				), '[]'),
				'candidate_count', coalesce((select max(k.candidates) from candidate k where k.line_id = s.id), 0),
				'candidates', coalesce((
					select jsonb_agg(jsonb_build_object(
						'invoice_id', k.invoice_id, 'number', k.number, 'client_id', k.client_id, 'client_name', k.client_name,
						'due_on', k.effective_due_on, 'due_cents', k.due_cents, 'charges_cents', k.charges_cents, 'by_txid', k.by_txid,
						'fit', k.fit, 'is_named', k.likeness >= 0.6
					) order by k.rank)
					from candidate k where k.line_id = s.id
				), '[]')
			) order by s.position)
			from shown s
		), '[]'),
		'next', case when (select count(*) from page) > most then (select max(s.position) from shown s) end
	) into answer;
	return answer;
end
$$;
grant execute on function app.read_bank_statement(uuid, text, integer, integer) to authenticated;

create function public.read_bank_statement(statement_id uuid, show text default 'open', after integer default null, page_size integer default 50)
	returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.read_bank_statement(statement_id, show, after, page_size) $$;
comment on function public.read_bank_statement(uuid, text, integer, integer) is
	'A statement and a page of its movements {statement, kinds: {sure, recorded, likely, choose, unmatched}, rows: [{id, position, posted_on, amount_cents, memo, account, state, kind, proposed_id, candidate_count, candidates, recorded (payments that were there before and may be it, the best six), invoice, is_linked (to one of those), repeats, repeat_is_sure, decided_by_name, decided_at}], next}. show: open, sure, recorded, likely, choose, unmatched, paid, ignored, repeated, debit. candidates, the best six: fit is exact, without_charges, less or more. Refuses statement_not_found (404).';
grant execute on function public.read_bank_statement(uuid, text, integer, integer) to authenticated;

create function app.find_invoices_for_line(line_id uuid, query text) returns jsonb
	language plpgsql stable security definer
	set search_path = ''
	set plan_cache_mode = force_custom_plan
as $$
declare
	account app.account := app.require('payments.record');
	line app.bank_statement_lines := (
		select l from app.bank_statement_lines l
		where l.reseller_id = account.reseller_id and l.id = find_invoices_for_line.line_id
	);
	wanted text := app.search_text(btrim(left(coalesce(query, ''), 100)));
	wanted_number bigint := (regexp_match(wanted, '^(?:fat)?0*([1-9][0-9]{0,11})$'))[1]::bigint;
begin
	if line.id is null then
		perform app.refuse('statement_line_not_found', 404);
	end if;
	return (
		with found as (
			select i.id from public.invoices i
			where i.reseller_id = account.reseller_id and i.number = wanted_number
				and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
			union
			(
				select i.id
				from public.clients c
				join public.invoices i on i.reseller_id = c.reseller_id and i.client_id = c.id
					and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
				where c.reseller_id = account.reseller_id and length(wanted) > 1
					and c.search_key like '%' || replace(replace(replace(wanted, '\', '\\'), '%', '\%'), '_', '\_') || '%'
				order by i.effective_due_on, i.number
				limit 20
			)
			union
			(
				select m.invoice_id from app.statement_matches(account.reseller_id, line.statement_id, line.id) m
				where wanted = ''
				order by m.rank limit 20
			)
			union
			(
				-- Whom the text names, whatever they owe.
				select i.id
				from (
					select c.reseller_id, c.id, app.likeness(c, line.memo, app.search_text(line.memo)) as likeness
					from public.clients c
					where wanted = '' and c.reseller_id = account.reseller_id and c.search_key like any (array(
						select '%' || w.word || '%' from regexp_split_to_table(app.search_text(line.memo), '[^a-z0-9]+') as w (word)
						where length(w.word) > 3 order by length(w.word) desc limit 6
					))
				) named
				join public.invoices i on i.reseller_id = named.reseller_id and i.client_id = named.id
					and i.status = 'open' and i.payment_status in ('unpaid', 'partial')
				where named.likeness >= 0.6
				order by named.likeness desc, i.effective_due_on, i.number
				limit 10
			)
		)
		select coalesce(jsonb_agg(jsonb_build_object(
			'invoice_id', i.id, 'number', i.number, 'client_id', i.client_id, 'client_name', coalesce(c.trade_name, c.name),
			'due_on', i.effective_due_on, 'due_cents', asked.due_cents,
			'charges_cents', asked.fine_new_cents + asked.interest_new_cents,
			'fit', case
				when line.amount_cents = asked.due_cents then 'exact'
				when line.amount_cents = asked.due_cents - asked.fine_new_cents - asked.interest_new_cents then 'without_charges'
				when line.amount_cents < asked.due_cents then 'less' else 'more' end
		) order by (i.number = wanted_number) desc nulls last, abs(asked.due_cents - line.amount_cents), i.effective_due_on, i.number), '[]')
		from found f
		join public.invoices i on i.reseller_id = account.reseller_id and i.id = f.id
		join public.clients c on c.reseller_id = i.reseller_id and c.id = i.client_id
		cross join lateral app.invoice_charges(i, line.posted_on) asked
	);
end
$$;
grant execute on function app.find_invoices_for_line(uuid, text) to authenticated;

create function public.find_invoices_for_line(line_id uuid, query text default '') returns jsonb
	language sql stable
	set search_path = ''
as $$ select app.find_invoices_for_line(line_id, query) $$;
comment on function public.find_invoices_for_line(uuid, text) is
	'Open invoices by number (12, FAT12) or client (name, document, e-mail), with what they ask for on the day of the movement, nearest amount first; without words those that may fit, and those of clients whom the bank''s text names: [{invoice_id, number, client_id, client_name, due_on, due_cents, charges_cents, fit}]. Refuses statement_line_not_found (404).';
grant execute on function public.find_invoices_for_line(uuid, text) to authenticated;

-- Deciding ------------------------------------------------------------------------------------------------

create function app.lock_statement_line(account app.account, line_id uuid) returns app.bank_statement_lines
	language plpgsql security definer
	set search_path = ''
as $$
declare
	line app.bank_statement_lines;
begin
	-- Whoever comes second waits, and finds what the first one decided.
	select l.* into line from app.bank_statement_lines l
	where l.reseller_id = account.reseller_id and l.id = lock_statement_line.line_id
	for update;
	if line.id is null then
		perform app.refuse('statement_line_not_found', 404);
	end if;
	return line;
end
$$;

create function app.method_of_memo(memo text) returns text
	language sql immutable
	set search_path = ''
as $$
	select case
		when memo ~* '\ypix\y|pix' then 'pix'
		when memo ~* 'boleto|cobran[cç]a|liquida[cç]|t[ií]tulo' then 'boleto'
		when memo ~* '\ydep' and memo ~* 'dinheiro|esp[eé]cie' then 'cash'
		else 'transfer'
	end
$$;
comment on function app.method_of_memo(text) is 'How money came, by what the bank wrote.';

create function app.pay_by_line(account app.account, line app.bank_statement_lines, invoice_id uuid, charges_waived boolean) returns uuid
	language plpgsql security definer
	set search_path = ''
as $$
declare
	invoice public.invoices := app.lock_invoice(account.reseller_id, pay_by_line.invoice_id);
	payment public.payments;
begin
	perform app.require_open(invoice);
	payment := app.apply_payment(
		account.reseller_id, invoice.id, line.amount_cents, app.method_of_memo(line.memo), line.posted_on, 'statement',
		line.id || ':' || line.attempt, null, account.person_id, line.posted_on, charges_waived
	);
	update app.bank_statement_lines l
	set state = 'paid', invoice_id = invoice.id, payment_id = payment.id, decided_by = account.person_id, decided_at = now()
	where l.reseller_id = line.reseller_id and l.id = line.id;
	return payment.id;
end
$$;

create function app.accept_statement_line(line_id uuid, invoice_id uuid, charges_waived boolean) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	line app.bank_statement_lines := app.lock_statement_line(account, line_id);
	payment_id uuid;
begin
	if line.state = 'paid' and line.invoice_id = accept_statement_line.invoice_id then
		return jsonb_build_object('payment_id', line.payment_id);
	end if;
	if line.state <> 'open' then
		perform app.refuse('statement_line_decided', 409, jsonb_build_object('state', line.state));
	end if;
	if line.posted_on > app.today(account.reseller_id) then
		perform app.refuse('payment_in_future');
	end if;
	payment_id := app.pay_by_line(account, line, accept_statement_line.invoice_id, coalesce(charges_waived, false));
	perform app.count_statement_lines(line.statement_id);
	return jsonb_build_object('payment_id', payment_id);
end
$$;
grant execute on function app.accept_statement_line(uuid, uuid, boolean) to authenticated;

create function public.accept_statement_line(line_id uuid, invoice_id uuid, charges_waived boolean default false) returns jsonb
	language sql
	set search_path = ''
as $$ select app.accept_statement_line(line_id, invoice_id, charges_waived) $$;
comment on function public.accept_statement_line(uuid, uuid, boolean) is
	'Says that a credit of a statement paid this invoice: {payment_id}. Less than it asks for pays a part, more becomes the client''s credit; charges_waived: nothing for lateness. Accepting the same again answers the same.
Refuses: statement_line_not_found, statement_line_decided (409: for another invoice, ignored, repeated, no credit), payment_in_future, invoice_not_found, invoice_not_open, invoice_already_paid.';
grant execute on function public.accept_statement_line(uuid, uuid, boolean) to authenticated;

create function app.link_statement_line(line_id uuid, payment_id uuid) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	-- The payment first, as taking it back does.
	payment public.payments := app.lock_payment(account.reseller_id, link_statement_line.payment_id);
	line app.bank_statement_lines := app.lock_statement_line(account, link_statement_line.line_id);
begin
	if line.state = 'paid' and line.payment_id = payment.id then
		return jsonb_build_object('payment_id', payment.id);
	end if;
	if line.state <> 'open' then
		perform app.refuse('statement_line_decided', 409, jsonb_build_object('state', line.state));
	end if;
	if not exists (
		select from app.recorded_matches(account.reseller_id, line.statement_id, line.id) m where m.payment_id = payment.id
	) then
		perform app.refuse('statement_payment_differs', 409);
	end if;
	update app.bank_statement_lines l set
		state = 'paid', is_linked = true, invoice_id = payment.invoice_id, payment_id = payment.id, decided_by = account.person_id, decided_at = now()
	where l.reseller_id = line.reseller_id and l.id = line.id;
	perform app.count_statement_lines(line.statement_id);
	return jsonb_build_object('payment_id', payment.id);
end
$$;
grant execute on function app.link_statement_line(uuid, uuid) to authenticated;

create function public.link_statement_line(line_id uuid, payment_id uuid) returns jsonb
	language sql
	set search_path = ''
as $$ select app.link_statement_line(line_id, payment_id) $$;
comment on function public.link_statement_line(uuid, uuid) is
	'Says that a credit of a statement is a payment that was recorded by hand before, one of those that read_bank_statement lists: {payment_id}. No money is recorded by it. Linking the same again answers the same.
Refuses: statement_line_not_found, payment_not_found, statement_line_decided (409), statement_payment_differs (409: another amount, day or method, taken back, or in another line).';
grant execute on function public.link_statement_line(uuid, uuid) to authenticated;

create function app.accept_sure_lines(statement_id uuid, most integer) returns jsonb
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	statement public.bank_statements := app.statement_of(account, statement_id);
	proposal record;
	line app.bank_statement_lines;
	accepted integer := 0;
	refused jsonb := '[]';
begin
	for proposal in
		select m.line_id, m.invoice_id from app.statement_matches(account.reseller_id, statement.id) m
		join app.bank_statement_lines l on l.reseller_id = account.reseller_id and l.id = m.line_id
		where m.kind = 'sure' and m.rank = 1
		order by l.position
		limit least(greatest(coalesce(most, 100), 1), 200)
	loop
		-- What a colleague is deciding just now is left to the colleague; so nobody waits for each other.
		select l.* into line from app.bank_statement_lines l
		where l.reseller_id = account.reseller_id and l.id = proposal.line_id and l.state = 'open'
		for update skip locked;
		continue when line.id is null;
		begin
			perform app.pay_by_line(account, line, proposal.invoice_id, false);
			accepted := accepted + 1;
		exception when others then
			-- A refusal of one line (its invoice was paid meanwhile) stops no other; anything else is a bug and stops all.
			if sqlstate not like 'PT%' then
				raise;
			end if;
			refused := refused || jsonb_build_object('line_id', line.id, 'code', sqlerrm);
		end;
	end loop;
	perform app.count_statement_lines(statement.id);
	return jsonb_build_object('accepted', accepted, 'refused', refused, 'remaining', (
		select count(*) from app.statement_matches(account.reseller_id, statement.id) m where m.kind = 'sure' and m.rank = 1
	));
end
$$;
grant execute on function app.accept_sure_lines(uuid, integer) to authenticated;

create function public.accept_sure_lines(statement_id uuid, most integer default 100) returns jsonb
	language sql
	set search_path = ''
as $$ select app.accept_sure_lines(statement_id, most) $$;
comment on function public.accept_sure_lines(uuid, integer) is
	'Accepts the credits whose text names one invoice and whose amount is what it asks for, up to `most` (at most 200): {accepted, refused: [{line_id, code}], remaining}. To be repeated while something remains and something was accepted. Refuses statement_not_found.';
grant execute on function public.accept_sure_lines(uuid, integer) to authenticated;

create function app.ignore_statement_line(line_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	line app.bank_statement_lines := app.lock_statement_line(account, line_id);
begin
	if line.state = 'ignored' then
		return;
	end if;
	if line.state <> 'open' then
		perform app.refuse('statement_line_decided', 409, jsonb_build_object('state', line.state));
	end if;
	update app.bank_statement_lines l set state = 'ignored', decided_by = account.person_id, decided_at = now()
	where l.reseller_id = line.reseller_id and l.id = line.id;
	perform app.count_statement_lines(line.statement_id);
end
$$;
grant execute on function app.ignore_statement_line(uuid) to authenticated;

create function public.ignore_statement_line(line_id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.ignore_statement_line(line_id) $$;
comment on function public.ignore_statement_line(uuid) is
	'Says that a credit of a statement paid no invoice. Idempotent. Refuses statement_line_not_found, statement_line_decided (409).';
grant execute on function public.ignore_statement_line(uuid) to authenticated;

create function app.reconsider_statement_line(line_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	line app.bank_statement_lines := (
		select l from app.bank_statement_lines l
		where l.reseller_id = account.reseller_id and l.id = reconsider_statement_line.line_id
	);
begin
	if line.id is null then
		perform app.refuse('statement_line_not_found', 404);
	end if;
	if line.state = 'paid' and line.is_linked then
		line := app.lock_statement_line(account, line_id);
		update app.bank_statement_lines l set
			state = 'open', is_linked = false, payment_id = null, invoice_id = null, decided_by = account.person_id, decided_at = now()
		where l.reseller_id = line.reseller_id and l.id = line.id and l.is_linked;
		perform app.count_statement_lines(line.statement_id);
		return;
	end if;
	if line.state = 'paid' then
		-- It locks the invoice, then its payment; the line follows by the trigger of payments.
		perform app.reverse_payment(line.payment_id, null);
		return;
	end if;
	line := app.lock_statement_line(account, line_id);
	if line.state = 'open' then
		return;
	end if;
	if line.state = 'debit' or (line.state = 'repeated' and line.repeat_is_sure) then
		perform app.refuse('statement_line_decided', 409, jsonb_build_object('state', line.state));
	end if;
	update app.bank_statement_lines l set
		state = 'open', repeats_id = null, repeat_is_sure = null,
		-- One movement may carry an id, and that is the first.
		bank_id = nullif(l.bank_id, (
			select e.bank_id from app.bank_statement_lines e where e.reseller_id = l.reseller_id and e.id = l.repeats_id
		)),
		decided_by = account.person_id, decided_at = now(),
		occurrence = case when l.repeats_id is null then l.occurrence else (
			select coalesce(max(e.occurrence), 0) + 1 from app.bank_statement_lines e
			where e.reseller_id = l.reseller_id and e.content_key = l.content_key and e.repeats_id is null
		) end
	where l.reseller_id = line.reseller_id and l.id = line.id;
	perform app.count_statement_lines(line.statement_id);
end
$$;
grant execute on function app.reconsider_statement_line(uuid) to authenticated;

create function public.reconsider_statement_line(line_id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.reconsider_statement_line(line_id) $$;
comment on function public.reconsider_statement_line(uuid) is
	'Opens a decided line again: takes its payment back (one that was recorded by hand before stays), stops ignoring it, or says of one that only looks like an earlier one that it is another. Idempotent. Refuses statement_line_not_found, statement_line_decided (409: no credit, or surely the same movement), and as reverse_payment does.';
grant execute on function public.reconsider_statement_line(uuid) to authenticated;

create function app.discard_statement(statement_id uuid) returns void
	language plpgsql security definer
	set search_path = ''
as $$
declare
	account app.account := app.require('payments.record');
	again uuid[];
begin
	perform pg_advisory_xact_lock(hashtextextended('bank_statements/' || account.reseller_id, 0));
	perform from app.bank_statement_lines l
	where l.reseller_id = account.reseller_id and l.statement_id = discard_statement.statement_id
	for update;
	if exists (
		select from app.bank_statement_lines l
		where l.reseller_id = account.reseller_id and l.statement_id = discard_statement.statement_id and l.state = 'paid'
	) then
		perform app.refuse('statement_in_use', 409);
	end if;
	-- Of the lines elsewhere that repeat one of these the first takes its place, and the others repeat that one.
	with repeating as (
		select r.id, r.repeats_id, r.statement_id,
			first_value(r.id) over (partition by r.repeats_id order by s.created_at, s.id, r.position) as first_id
		from app.bank_statement_lines r
		join public.bank_statements s on s.reseller_id = r.reseller_id and s.id = r.statement_id
		join app.bank_statement_lines o on o.reseller_id = r.reseller_id and o.id = r.repeats_id
		where r.reseller_id = account.reseller_id and o.statement_id = discard_statement.statement_id
			and r.statement_id <> discard_statement.statement_id
	), moved as (
		update app.bank_statement_lines l set
			repeats_id = case when r.id = r.first_id then l.repeats_id else r.first_id end,
			occurrence = case when r.id = r.first_id then o.occurrence end,
			state = case when r.id = r.first_id and l.state = 'repeated' then 'open' else l.state end
		from repeating r
		join app.bank_statement_lines o on o.reseller_id = account.reseller_id and o.id = r.repeats_id
		where l.reseller_id = account.reseller_id and l.id = r.id
		returning l.statement_id
	)
	select array_agg(distinct m.statement_id) into again from moved m;
	delete from public.bank_statements s
	where s.reseller_id = account.reseller_id and s.id = discard_statement.statement_id;
	perform app.count_statement_lines(a.id) from unnest(again) as a (id);
end
$$;
grant execute on function app.discard_statement(uuid) to authenticated;

create function public.discard_statement(statement_id uuid) returns void
	language sql
	set search_path = ''
as $$ select app.discard_statement(statement_id) $$;
comment on function public.discard_statement(uuid) is
	'Forgets a statement that paid nothing, to take the file in anew, with other columns. What another file repeats of it is open there. Idempotent. Refuses statement_in_use (409).';
grant execute on function public.discard_statement(uuid) to authenticated;
