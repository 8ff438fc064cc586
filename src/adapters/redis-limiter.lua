-- The limiter's arithmetic (src/ports/bucket.ts, src/ports/sliding-window.ts) where its state lies. Whole microseconds
-- fit in a double until the year 2255; %.0f writes them whole, where tostring keeps 14 digits.
-- KEYS: the clock, then a bucket a request. ARGV: take | peek | give, the time or '' for Redis's own, the earliest and the
-- latest that it can be or '', then for each request limit, window, interval (0 for a strict policy) and cost.
-- Answers the time, then for each request: allowed, remaining, reset, wait (-1 where waiting never helps).

local finest = 64
local outlives = 60000

local function whole(number) return string.format('%.0f', number) end

-- Redis's clock may be set back or forth while it runs, and time that ran twice would refill twice. What counts is the
-- latest time that was acted on, and a caller's monotonic clock says how far it can have gone since; by `behind` it
-- then stays behind Redis's own.
local latest, behind = 0, 0
local kept = redis.call('GET', KEYS[1])
if kept then
  local time, difference = string.match(kept, '^(%S+) (%S+)$')
  latest, behind = tonumber(time), tonumber(difference)
end
local raw = tonumber(ARGV[2])
if not raw then
  local time = redis.call('TIME')
  raw = time[1] * 1000000 + time[2]
end
local earliest, bound = tonumber(ARGV[3]) or 0, tonumber(ARGV[4])
local now = raw - behind
-- A clock that was set forth, and then right again, is no longer ahead.
if now < latest then now = raw end
if bound and now > bound then now = bound end
now = math.max(now, latest, earliest)
behind = math.max(0, raw - now)

local function read(text)
  if not text then return nil end
  local state = { admitted = {} }
  local full, rest = string.match(text, '^(%S+) ?(.*)$')
  state.full = tonumber(full)
  if state.full <= now then return nil end
  for at, units in string.gmatch(rest, '(%S+):(%S+)') do
    state.admitted[#state.admitted + 1] = { tonumber(at), tonumber(units) }
  end
  if #state.admitted == 0 then state.interval = tonumber(rest) end
  return state
end

local function write(key, state)
  if not state then return redis.call('DEL', key) end
  local parts = { whole(state.full) }
  if state.interval then parts[2] = whole(state.interval) end
  for _, one in ipairs(state.admitted) do parts[#parts + 1] = whole(one[1]) .. ':' .. whole(one[2]) end
  redis.call('SET', key, table.concat(parts, ' '), 'PX', whole(math.ceil((state.full - now) / 1000) + outlives))
end

local function inside(state, rate)
  local admitted, used = {}, 0
  for _, one in ipairs(state and state.admitted or {}) do
    if one[1] + rate.window > now then
      admitted[#admitted + 1] = one
      used = used + one[2]
    end
  end
  return admitted, used
end

local function waitFor(units, admitted, rate)
  for _, one in ipairs(admitted) do
    units = units - one[2]
    if units <= 0 then return one[1] + rate.window - now end
  end
  return 0
end

local function view(state, rate)
  if not state then return rate.limit, 0 end
  if rate.strict then
    local admitted, used = inside(state, rate)
    if used == 0 then return rate.limit, 0 end
    return math.max(0, rate.limit - used), waitFor(math.max(1, used - rate.limit + 1), admitted, rate)
  end
  local debt = state.full - now
  local owed = math.ceil(debt / state.interval)
  return math.max(0, rate.limit - owed), debt - (math.min(owed, rate.limit) - 1) * state.interval
end

local function takeStrict(state, rate, cost)
  local admitted, used = inside(state, rate)
  if used + cost > rate.limit then return nil, waitFor(used + cost - rate.limit, admitted, rate) end
  local at = now
  if rate.limit > finest then
    local grid = math.ceil(rate.window / finest)
    at = math.ceil(now / grid) * grid
  end
  local last = admitted[#admitted]
  if last and last[1] == at then admitted[#admitted] = { at, last[2] + cost } else admitted[#admitted + 1] = { at, cost } end
  return { full = at + rate.window, admitted = admitted }
end

-- The state after admission; or nil and how long to wait.
local function take(state, rate, cost)
  if cost > rate.limit then return nil, -1 end
  if rate.strict then return takeStrict(state, rate, cost) end
  local debt = state and state.full - now or 0
  local wait = state and debt - (rate.limit - cost) * state.interval or 0
  if wait > 0 then return nil, wait end
  if state and state.interval ~= rate.interval then debt = math.ceil(debt / state.interval) * rate.interval end
  return { full = now + debt + cost * rate.interval, interval = rate.interval, admitted = {} }
end

local function giveBack(state, cost)
  if not state then return nil end
  if state.interval then
    local full = state.full - cost * state.interval
    return full > now and { full = full, interval = state.interval, admitted = {} } or nil
  end
  local admitted = state.admitted
  local window = state.full - admitted[#admitted][1]
  while cost > 0 and #admitted > 0 do
    local last = table.remove(admitted)
    if last[2] > cost then admitted[#admitted + 1] = { last[1], last[2] - cost } end
    cost = cost - last[2]
  end
  if #admitted == 0 then return nil end
  return { full = admitted[#admitted][1] + window, admitted = admitted }
end

local mode = ARGV[1]
local stored, pending, rates, answers, denied = {}, {}, {}, { whole(now) }, mode == 'peek'
for index = 2, #KEYS do
  local key, from = KEYS[index], 5 + (index - 2) * 4
  local rate = { limit = tonumber(ARGV[from]), window = tonumber(ARGV[from + 1]), interval = tonumber(ARGV[from + 2]) }
  rate.strict = rate.interval == 0
  rates[index] = rate
  local cost = tonumber(ARGV[from + 3])
  if stored[key] == nil then
    stored[key] = read(redis.call('GET', key)) or false
    pending[key] = stored[key]
  end
  if mode == 'give' then
    pending[key] = giveBack(pending[key] or nil, cost) or false
  else
    local remaining, reset = view(stored[key] or nil, rate)
    local next, wait = take(pending[key] or nil, rate, cost)
    if next then pending[key] = next else denied = true end
    local at = 2 + (index - 2) * 4
    answers[at], answers[at + 1], answers[at + 2], answers[at + 3] = next and 1 or 0, remaining, whole(reset), whole(next and 0 or wait)
  end
end

if not denied then
  redis.call('SET', KEYS[1], whole(now) .. ' ' .. whole(behind))
  for key, state in pairs(pending) do write(key, state or nil) end
  for index = 2, mode == 'give' and 0 or #KEYS do
    local remaining, reset = view(pending[KEYS[index]] or nil, rates[index])
    local at = 2 + (index - 2) * 4
    answers[at + 1], answers[at + 2] = remaining, whole(reset)
  end
end
return answers
