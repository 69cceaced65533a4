package model

// queue is a queue of tags by index, of a fixed capacity.
type queue struct {
	slots       []int32
	first, size int
}

func newQueue(capacity int) queue { return queue{slots: make([]int32, capacity)} }

func (q *queue) len() int { return q.size }

func (q *queue) push(i int32) {
	at := q.first + q.size
	if at >= len(q.slots) {
		at -= len(q.slots)
	}
	q.slots[at] = i
	q.size++
}

func (q *queue) pop() int32 {
	i := q.slots[q.first]
	if q.first++; q.first == len(q.slots) {
		q.first = 0
	}
	q.size--
	return i
}
