package fault

import (
	"net/http"
)

func addFaults() []Fault {
	return []Fault{
		broken("add-says-200", "add.answers-204", "PUT answers 200", saying(adding, map[int]int{204: 200})),
		broken("add-does-nothing", "add.stores", "PUT answers 204 and does nothing", answering(adding, http.StatusNoContent)),
	}
}
