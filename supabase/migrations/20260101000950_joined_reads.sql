-- A page asks several questions at once. Asked together they cost one request, one look at who is asking, and see one moment.

-- PostgREST answers a function whose type is named like a media type with the text itself.
create domain app."application/json-seq" as text;

create function public.read_together(questions jsonb) returns app."application/json-seq"
	language plpgsql stable
	set search_path = ''
as $$
declare
	question jsonb;
	asked record;
	call text;
	answer text;
	answers text[] := '{}';
begin
	-- With the rights of whoever asks, and so without app.refuse.
	if jsonb_typeof(questions) is distinct from 'array' or jsonb_array_length(questions) > 20 then
		raise exception using errcode = 'PT422', message = 'input_invalid';
	end if;
	for question in select q.value from jsonb_array_elements(questions) q loop
		-- Our own overloads do not differ in what they are asked by name.
		select p.proname as name, p.proretset as is_many,
			(select string_agg(format('%I %s', g.name, format_type(p.proargtypes[g.position - 1], null)), ', ')
				from unnest(p.proargnames[:p.pronargs]) with ordinality g (name, position)
				where question -> 'args' ? g.name) as given,
			(select string_agg(format('%1$I => a.%1$I', g.name), ', ')
				from unnest(p.proargnames[:p.pronargs]) with ordinality g (name, position)
				where question -> 'args' ? g.name) as passed
		into asked
		from pg_catalog.pg_proc p
		where p.pronamespace = 'public'::regnamespace and p.proname = question ->> 'name'
			and p.prokind = 'f' and p.provolatile in ('s', 'i');
		if asked.name is null then
			raise exception using errcode = 'PT422', message = 'input_invalid', detail = jsonb_build_object('name', question ->> 'name');
		end if;
		call := format('select %s from public.%I(%s) r', case when asked.is_many then 'coalesce(json_agg(r), ''[]'')' else 'to_json(r)' end,
			asked.name, asked.passed);
		if asked.given is not null then
			call := format('select q.answer from jsonb_to_record($1) a (%s) cross join lateral (%s) q (answer)', asked.given, call);
		end if;
		execute call into answer using question -> 'args';
		-- RFC 7464: before each JSON text, and within none.
		answers := answers || format(e'\x1e%s\n', coalesce(answer, 'null'));
	end loop;
	return array_to_string(answers, '');
end
$$;
comment on function public.read_together(jsonb) is
	'Answers several functions that only read, each as it would by itself, with the rights of whoever asks: [{name, args}] → a JSON text sequence (RFC 7464). The first refusal is that of all: ask one by one then. At most twenty; refuses input_invalid for others than functions of this schema that only read.';
grant execute on function public.read_together(jsonb) to authenticated;
