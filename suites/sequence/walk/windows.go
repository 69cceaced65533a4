package walk

// Windows returns the shortest walk with every sequence of changes of this length: additions and
// removals of two tags. It is a de Bruijn sequence, repeated at its end to close the circle. The image is
// read after every readEvery changes.
func Windows(length int, image, a, b string, readEvery int) []Op {
	changes := []Op{
		{Do: Add, Image: image, Tag: a}, {Do: Add, Image: image, Tag: b},
		{Do: Remove, Image: image, Tag: a}, {Do: Remove, Image: image, Tag: b},
	}
	circle := deBruijn(len(changes), length)
	var ops []Op
	for n := range len(circle) + length - 1 {
		ops = append(ops, changes[circle[n%len(circle)]])
		if (n+1)%readEvery == 0 {
			ops = append(ops, Op{Do: Show, Image: image})
		}
	}
	return ops
}

// deBruijn returns a circle of k^n numbers below k that contains every sequence of n numbers once. It
// joins the Lyndon words whose length divides n, in order.
func deBruijn(k, n int) []int {
	var circle []int
	word := make([]int, n+1)
	var extend func(t, period int)
	extend = func(t, period int) {
		if t > n {
			if n%period == 0 {
				circle = append(circle, word[1:period+1]...)
			}
			return
		}
		word[t] = word[t-period]
		extend(t+1, period)
		for word[t] = word[t-period] + 1; word[t] < k; word[t]++ {
			extend(t+1, t)
		}
	}
	extend(1, 1)
	return circle
}
