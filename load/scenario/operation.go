package scenario

import "net/http"

// Operation is a kind of request that a load is made of.
type Operation uint8

// The operations. What each must answer is in Operation.Text.
const (
	Add          Operation = iota // PUT of a tag that is not there
	AddAgain                      // PUT of a tag that is there
	Remove                        // DELETE of a tag that is there
	RemoveAbsent                  // DELETE of a tag that is not there
	Show                          // GET of an image
	operations                    // how many there are
)

var operationNames = [operations]string{"add", "add-again", "remove", "remove-absent", "show"}

// String is the name of the operation, as reports and YAML files have it.
func (o Operation) String() string { return operationNames[o] }

// Text says in a few words what is sent and what must come.
func (o Operation) Text() string {
	return [operations]string{
		"PUT of a tag that is not there: 204",
		"PUT of a tag that is there: 204",
		"DELETE of a tag that is there: 204",
		"DELETE of a tag that is not there: 404",
		"GET of an image: 200, with the tags that must be there and no others",
	}[o]
}

func (o Operation) method() string {
	switch o {
	case Add, AddAgain:
		return http.MethodPut
	case Show:
		return http.MethodGet
	}
	return http.MethodDelete
}

// effect is what a tag is once the operation is done.
func (o Operation) effect() state {
	if o == Add || o == AddAgain {
		return present
	}
	return absent
}
