-- A filter of the client list as SQL: what its facets, its dates and its words ask of a row of the read model.

create function app.like_pattern(word text) returns text
	language sql immutable
	set search_path = ''
as $$
	select '%' || regexp_replace(app.search_text(word), '([\\%_])', '\\\1', 'g') || '%'
$$;

create function app.words_condition(words text, subject text) returns text
	language plpgsql immutable
	set search_path = ''
as $$
declare
	word text;
	bare text;
	conditions text[] := '{}';
begin
	foreach word in array (regexp_split_to_array(btrim(words), '\s+'))[1:8] loop
		-- What looks like a document is also looked for without its mask.
		bare := case when word ~ '[0-9]' and word !~ '@' then regexp_replace(word, '[./()-]', '', 'g') else word end;
		conditions := conditions || case
			when word = '' then 'true'
			when bare in (word, '') then format('%s like %L', subject, app.like_pattern(word))
			else format('(%1$s like %2$L or %1$s like %3$L)', subject, app.like_pattern(word), app.like_pattern(bare))
		end;
	end loop;
	return array_to_string(conditions, ' and ');
end
$$;
comment on function app.words_condition(text, text) is
	'SQL: all words (eight at most) occur somewhere in the column or expression `subject`, which holds app.search_text; masks of documents do not matter.';

create function app.rare_parts(words text) returns text
	language plpgsql immutable
	set search_path = ''
as $$
begin
	-- Words with a mask are compared without it as well, and so are kept whole.
	return (
		select string_agg(case
			-- What is the same in most documents stands at their end.
			when w.word ~ '^[0-9]{9,}$' then left(w.word, 8)
			when w.word ~ '@' or w.word !~ '[./()-]' then right(coalesce(nullif(split_part(w.word, '@', 1), ''), w.word), 12)
			else w.word
		end, ' ')
		from regexp_split_to_table(btrim(words), '\s+') as w (word)
	);
end
$$;
comment on function app.rare_parts(text) is
	'Of each word a piece by which the index of text finds few: a long word costs it more than it narrows, and the end of an address is everybody''s.';

create type app.client_query as (
	-- Those of app.client_facets that the filter lets through.
	facets smallint[],
	-- SQL on `l`, a row of client_summaries: what facets cannot say, and needs no text search.
	rest text,
	-- The part of the rest that says when clients were created, and when they owe: in those orders, where to look at all.
	created text,
	due text,
	-- The names of the plans asked for, as they are sorted by; null: any.
	plan_keys text[],
	-- The tenant, the facets and the rest.
	filters text,
	-- The text conditions on `l`; null when none was asked.
	matches text,
	-- What follows from `matches` and needs no more than the search_key.
	hints text,
	-- By index: SQL whose rows are the ids of all clients that can match; `matches` decides.
	candidates text,
	-- Whether the clients are named, so that they are few.
	is_named boolean
);

create function app.texts_of(filter jsonb, key text, allowed text[] default null) returns text[]
	language plpgsql immutable
	set search_path = ''
as $$
declare
	given text[] := array(select t.value from jsonb_array_elements_text(filter -> key) as t (value));
begin
	if not given <@ coalesce(allowed, given) or array_position(given, null) is not null then
		perform app.refuse('client_filter_invalid');
	end if;
	return nullif(given, '{}');
end
$$;
comment on function app.texts_of(jsonb, text, text[]) is 'The array under that key, null when absent or empty. Refuses client_filter_invalid for other values than the allowed ones.';

create function app.text_of(filter jsonb, key text, allowed text[]) returns text
	language plpgsql immutable
	set search_path = ''
as $$
begin
	if filter ->> key <> all (allowed) then
		perform app.refuse('client_filter_invalid');
	end if;
	return filter ->> key;
end
$$;

create function app.facets_of(filter jsonb) returns smallint[]
	language plpgsql immutable security definer
	set search_path = ''
as $$
declare
	statuses text[] := coalesce(
		app.texts_of(filter, 'status', '{active,inactive,archived}'),
		case when filter ? 'ids' then '{active,inactive,archived}' else '{active,inactive}' end::text[]
	);
	payments text[] := app.texts_of(filter, 'payment_status', '{none,settled,awaiting,overdue}');
	suspended boolean := (filter ->> 'suspended')::boolean;
	delinquent boolean := (filter ->> 'delinquent')::boolean;
	kind text := app.text_of(filter, 'person_type', '{individual,company}');
	paying text := app.text_of(filter, 'payer', '{client,agency}');
	collecting text := app.text_of(filter, 'collection', '{informal,gateway}');
begin
	return array(
		select f.facet from app.client_facets f
		where f.status = any (statuses)
			and (suspended is null or f.is_suspended = suspended)
			and (kind is null or f.person_type = kind)
			and (paying is null or f.payer = paying)
			and (collecting is null or f.collection = collecting)
			and (payments is null or f.books = any (payments) or f.books = 'due' and payments && '{awaiting,overdue}')
			and (delinquent is not true or f.books = 'due' and f.status <> 'archived')
	);
end
$$;
comment on function app.facets_of(jsonb) is 'The facets that the filter lets through. Immutable as the table of facets is.';

create function app.client_query(account app.account, filter jsonb) returns app.client_query
	language plpgsql stable security definer
	set search_path = ''
as $$
declare
	asked app.client_query;
	conditions text[] := '{}';
	created text[] := '{}';
	due text[] := '{}';
	matches text[] := '{}';
	hints text[] := '{}';
	found text[] := '{}';
	today date;
	zone text;
	plan_ids text[];
	payments text[];
	term text;
	digits text;
	phone_pattern text;
	by_phone uuid[];
	most_by_phone constant integer := 1000;
	never_due constant text := 'infinity';
begin
	-- As it opens: worked out once for the connection.
	if filter = '{}' then
		asked.facets := app.facets_of('{}');
		asked.rest := 'true';
		asked.created := 'true';
		asked.due := 'true';
		asked.filters := format('l.reseller_id = %L::uuid and l.facet = any (%L::smallint[])', account.reseller_id, asked.facets);
		asked.is_named := false;
		return asked;
	end if;
	if jsonb_typeof(filter) is distinct from 'object' or pg_column_size(filter) > 65536 or exists (
		select from jsonb_object_keys(filter) as k (key) where k.key <> all (array[
			'q', 'name', 'trade_name', 'status', 'number', 'plan_id', 'suspended', 'delinquent', 'created_from', 'created_to',
			'collection', 'payment_status', 'payer', 'person_type', 'due_from', 'due_to', 'ids'
		])
	) then
		perform app.refuse('client_filter_invalid');
	end if;
	filter := jsonb_strip_nulls(filter);
	asked.facets := app.facets_of(filter);

	if filter ? 'ids' then
		conditions := conditions || format('l.client_id = any (%L::uuid[])',
			coalesce(app.texts_of(filter, 'ids'), '{}')::uuid[]);
	end if;
	if filter ? 'number' then
		conditions := conditions || format('l.client_id = %L::uuid', coalesce((
			select c.id from public.clients c
			where c.reseller_id = account.reseller_id and c.number = (filter ->> 'number')::bigint
		), '00000000-0000-0000-0000-000000000000'));
	end if;
	asked.is_named := filter ? 'ids' or filter ? 'number';
	plan_ids := app.texts_of(filter, 'plan_id');
	if plan_ids is not null then
		conditions := conditions || case
			when plan_ids = '{none}' then 'l.plan_id is null'
			when 'none' = any (plan_ids)
				then format('(l.plan_id = any (%L::uuid[]) or l.plan_id is null)', array_remove(plan_ids, 'none')::uuid[])
			else format('l.plan_id = any (%L::uuid[])', plan_ids::uuid[]) end;
		asked.plan_keys := array(
			select distinct coalesce(app.search_text(p.name), '') from unnest(plan_ids) as g (plan)
			left join public.plans p on p.reseller_id = account.reseller_id and p.id::text = g.plan
		);
	end if;
	if filter ?| array['delinquent', 'payment_status'] then
		today := app.today(account.reseller_id);
	end if;
	if (filter ->> 'delinquent')::boolean then
		due := due || format('l.due_key < %L::date', today);
	elsif not (filter ->> 'delinquent')::boolean then
		due := due || format('(l.due_key >= %L::date or l.facet = any (%L::smallint[]))', today,
			array(select f.facet from app.client_facets f where f.status = 'archived'));
	end if;
	if filter ?| array['created_from', 'created_to'] then
		zone := (select r.time_zone from public.resellers r where r.id = account.reseller_id);
	end if;
	if filter ? 'created_from' then
		created := created || format('l.created_at >= %L::timestamptz', (filter ->> 'created_from')::date::timestamp at time zone zone);
	end if;
	if filter ? 'created_to' then
		created := created
			|| format('l.created_at < %L::timestamptz', ((filter ->> 'created_to')::date + 1)::timestamp at time zone zone);
	end if;
	if filter ? 'due_from' then
		due := due || format('l.due_key >= %L::date', (filter ->> 'due_from')::date);
	end if;
	if filter ? 'due_to' then
		due := due || format('l.due_key <= %L::date', (filter ->> 'due_to')::date);
	end if;
	payments := app.texts_of(filter, 'payment_status');
	-- Both kinds of being due are a facet; which of them, the date says.
	if 'overdue' = any (payments) and not 'awaiting' = any (payments) then
		due := due || case when payments = '{overdue}' then format('l.due_key < %L::date', today)
			else format('(l.due_key < %L::date or l.due_key = %L::date)', today, never_due) end;
	elsif 'awaiting' = any (payments) and not 'overdue' = any (payments) then
		due := due || format('l.due_key >= %L::date', today);
	end if;

	term := btrim(left(filter ->> 'name', 200));
	if term <> '' then
		matches := matches || app.words_condition(term, 'l.name_key');
		hints := hints || app.words_condition(term, 'l.search_key');
		found := found || app.words_condition(app.rare_parts(term), 'c.search_key');
	end if;
	term := btrim(left(filter ->> 'trade_name', 200));
	if term <> '' then
		matches := matches || app.words_condition(term, 'l.trade_key');
		hints := hints || app.words_condition(term, 'l.search_key');
		found := found || app.words_condition(app.rare_parts(term), 'c.search_key');
	end if;
	term := btrim(left(filter ->> 'q', 200));
	if term <> '' then
		found := found || app.words_condition(app.rare_parts(term), 'c.search_key');
		digits := regexp_replace(term, '[^0-9]', '', 'g');
		if account.sees_phones and length(digits) >= 4 and term ~ '^[0-9()+. -]+$' then
			phone_pattern := '%' || digits || '%';
			by_phone := array(
				select p.client_id from public.client_phones p
				where p.reseller_id = account.reseller_id and p.e164 like phone_pattern
				limit most_by_phone
			);
			matches := matches || format('(%s or %s)', app.words_condition(term, 'l.search_key'),
				case when cardinality(by_phone) < most_by_phone then format('l.client_id = any (%L::uuid[])', by_phone)
				-- So many that the next rows of any list soon hold some.
				else format('exists (
					select from public.client_phones p
					where p.reseller_id = l.reseller_id and p.client_id = l.client_id and p.e164 like %L
				)', phone_pattern) end);
		else
			matches := matches || app.words_condition(term, 'l.search_key');
		end if;
		hints := hints || matches[cardinality(matches)];
	end if;

	asked.created := coalesce(nullif(array_to_string(created, ' and '), ''), 'true');
	asked.due := coalesce(nullif(array_to_string(due, ' and '), ''), 'true');
	asked.rest := coalesce(nullif(array_to_string(conditions || created || due, ' and '), ''), 'true');
	asked.filters := format('l.reseller_id = %L::uuid and l.facet = any (%L::smallint[]) and %s',
		account.reseller_id, asked.facets, asked.rest)
		|| case when asked.plan_keys is not null then format(' and l.plan_key = any (%L::text[])', asked.plan_keys) else '' end;
	if cardinality(matches) > 0 then
		asked.matches := array_to_string(matches, ' and ');
		asked.hints := array_to_string(hints, ' and ');
		asked.candidates := format('select c.id from public.clients c where c.reseller_id = %L::uuid and %s',
			account.reseller_id, array_to_string(found, ' and '));
		if phone_pattern is not null then
			asked.candidates := asked.candidates || format(
				' union select p.client_id from public.client_phones p where p.reseller_id = %L::uuid and p.e164 like %L',
				account.reseller_id, phone_pattern);
		end if;
	end if;
	return asked;
exception
	when data_exception then
		perform app.refuse('client_filter_invalid');
end
$$;
comment on function app.client_query(app.account, jsonb) is
	'The filter of the client list as SQL, every value quoted as a literal, so that each page is planned for what was asked. Always bound to the account''s reseller.';
