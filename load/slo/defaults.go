package slo

// MinRequests is how many requests must be finished before times, rates and
// percentages of a running load can end it, if Abort.MinRequests is 0.
const MinRequests = 100
