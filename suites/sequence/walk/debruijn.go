package walk

// Windows is the shortest walk that holds every sequence of order additions
// and removals of two tags: a de Bruijn sequence, opened at its end. After each
// so many changes it looks at the image. Nothing in it is drawn.
func Windows(order int, image, a, b string, looks int) []Op {
	changes := []Op{
		{Do: Add, Image: image, Tag: a}, {Do: Add, Image: image, Tag: b},
		{Do: Remove, Image: image, Tag: a}, {Do: Remove, Image: image, Tag: b},
	}
	circle := deBruijn(len(changes), order)
	var ops []Op
	for n := range len(circle) + order - 1 {
		ops = append(ops, changes[circle[n%len(circle)]])
		if (n+1)%looks == 0 {
			ops = append(ops, Op{Do: Show, Image: image})
		}
	}
	return ops
}

// deBruijn is a circle of k^n numbers below k, in which every n of them in a
// row occur once. It joins the Lyndon words whose length divides n, in order.
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
