package fault

func removeFaults() []Fault {
	return []Fault{
		broken("remove-twice-204", "remove.twice.404", "DELETE of a tag that is not there answers 204", saying(removing, map[int]int{404: 204})),
	}
}
