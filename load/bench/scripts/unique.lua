-- A tag of its own for each request.
local n = 0

function request()
  n = n + 1
  return wrk.format("PUT", wrk.path .. n)
end
