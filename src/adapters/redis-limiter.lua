-- The limiter's arithmetic (src/ports/bucket.ts, src/ports/sliding-window.ts) where its state lies, in whole microseconds.
-- KEYS: a bucket a request. ARGV: the time or '' for Redis's own; how far the caller knows Redis's clock to be ahead; the
-- earliest and the latest that it can be, or ''; then for each call its kind (take, peek, give), how many requests it has,
-- and for each of these limit, window, interval (0 for a strict policy) and cost.
-- Answers Redis's time, the time that was acted on, and for each request: allowed, remaining, reset, wait (-1 for never).
-- A state is packed doubles, which hold whole numbers exactly: when it was written, when the bucket is full, the interval,
-- and for a strict policy the moments and units that were admitted. Numbers of Lua's would be written with 14 digits.

local finest = 64
local outlives = 60000
local call, ceil, max, min = redis.call, math.ceil, math.max, math.min
local pack, unpack = struct.pack, struct.unpack

local raw = tonumber(ARGV[1])
if not raw then
  local time = call('TIME')
  raw = time[1] * 1000000 + time[2]
end
local ahead, earliest, latest = tonumber(ARGV[2]), tonumber(ARGV[3]) or 0, tonumber(ARGV[4])
local asked = raw - ahead
-- A clock that was set forth, and then right again, is no longer ahead.
if asked < earliest then asked = raw end
if latest and asked > latest then asked = latest end
asked = max(asked, earliest)

-- Of a bucket, with the time that counts for it: never before that at which it was written.
local function read(key)
  local text = call('GET', key)
  if not text then return nil, asked end
  local at, full, interval, place = unpack('<ddd', text)
  local now = max(asked, at)
  if full <= now then return nil, now end
  local state = { full = full, interval = interval }
  if interval == 0 then
    local admitted, count = {}, 0
    while place <= #text do
      local moment, units
      moment, units, place = unpack('<dd', text, place)
      count = count + 1
      admitted[count] = { moment, units }
    end
    state.admitted = admitted
  end
  return state, now
end

local function write(key, state, now)
  if not state then return call('DEL', key) end
  local text = pack('<ddd', now, state.full, state.interval)
  if state.admitted then
    local parts = { text }
    for index, one in ipairs(state.admitted) do parts[index + 1] = pack('<dd', one[1], one[2]) end
    text = table.concat(parts)
  end
  call('SET', key, text, 'PX', ceil((state.full - now) / 1000) + outlives)
end

local function inside(state, window, now)
  local admitted, used = {}, 0
  for _, one in ipairs(state and state.admitted or {}) do
    if one[1] + window > now then
      admitted[#admitted + 1] = one
      used = used + one[2]
    end
  end
  return admitted, used
end

local function waitFor(units, admitted, window, now)
  for _, one in ipairs(admitted) do
    units = units - one[2]
    if units <= 0 then return one[1] + window - now end
  end
  return 0
end

local function view(state, now, limit, window, interval)
  if not state then return limit, 0 end
  if interval == 0 then
    local admitted, used = inside(state, window, now)
    if used == 0 then return limit, 0 end
    return max(0, limit - used), waitFor(max(1, used - limit + 1), admitted, window, now)
  end
  local debt = state.full - now
  local owed = ceil(debt / state.interval)
  return max(0, limit - owed), debt - (min(owed, limit) - 1) * state.interval
end

local function takeStrict(state, now, limit, window, cost)
  local admitted, used = inside(state, window, now)
  if used + cost > limit then return nil, waitFor(used + cost - limit, admitted, window, now) end
  local at = now
  if limit > finest then
    local grid = ceil(window / finest)
    at = ceil(now / grid) * grid
  end
  local last = admitted[#admitted]
  if last and last[1] == at then admitted[#admitted] = { at, last[2] + cost } else admitted[#admitted + 1] = { at, cost } end
  return { full = at + window, interval = 0, admitted = admitted }
end

-- The state after admission; or nil and how long to wait.
local function take(state, now, limit, window, interval, cost)
  if cost > limit then return nil, -1 end
  if interval == 0 then return takeStrict(state, now, limit, window, cost) end
  if not state then return { full = now + cost * interval, interval = interval } end
  local debt = state.full - now
  local wait = debt - (limit - cost) * state.interval
  if wait > 0 then return nil, wait end
  if state.interval ~= interval then debt = ceil(debt / state.interval) * interval end
  return { full = now + debt + cost * interval, interval = interval }
end

local function giveBack(state, now, cost)
  if not state then return nil end
  local admitted = state.admitted
  if not admitted then
    local full = state.full - cost * state.interval
    return full > now and { full = full, interval = state.interval } or nil
  end
  local window = state.full - admitted[#admitted][1]
  while cost > 0 and #admitted > 0 do
    local last = table.remove(admitted)
    if last[2] > cost then admitted[#admitted + 1] = { last[1], last[2] - cost } end
    cost = cost - last[2]
  end
  if #admitted == 0 then return nil end
  return { full = admitted[#admitted][1] + window, interval = 0, admitted = admitted }
end

local answers, filled = { raw, asked }, 2
local index, place = 0, 5
while place <= #ARGV do
  local kind, count = ARGV[place], tonumber(ARGV[place + 1])
  place = place + 2
  local stored, pending, times, refused = {}, {}, {}, kind == 'peek'
  local first, from = index + 1, place
  for _ = 1, count do
    index = index + 1
    local key = KEYS[index]
    if not times[key] then
      stored[key], times[key] = read(key)
      pending[key] = stored[key]
    end
    local now = times[key]
    local limit, window, interval = tonumber(ARGV[place]), tonumber(ARGV[place + 1]), tonumber(ARGV[place + 2])
    local cost = tonumber(ARGV[place + 3])
    place = place + 4
    if kind == 'give' then
      pending[key] = giveBack(pending[key], now, cost)
    else
      local next, wait = take(pending[key], now, limit, window, interval, cost)
      if next then pending[key] = next else refused = true end
      answers[filled + 1] = next and 1 or 0
      answers[filled + 2], answers[filled + 3] = view(stored[key], now, limit, window, interval)
      answers[filled + 4] = next and 0 or wait
      filled = filled + 4
    end
  end
  if not refused then
    for key, now in pairs(times) do write(key, pending[key], now) end
    if kind == 'take' then
      local at = filled - count * 4
      for offset = 0, count - 1 do
        local key, numbers = KEYS[first + offset], from + offset * 4
        answers[at + 2], answers[at + 3] = view(
          pending[key],
          times[key],
          tonumber(ARGV[numbers]),
          tonumber(ARGV[numbers + 1]),
          tonumber(ARGV[numbers + 2])
        )
        at = at + 4
      end
    end
  end
end
return answers
