package model

import (
	"net/http"
	"slices"
)

// Operation is a kind of request.
type Operation uint8

// The operations, and the answers that are expected.
const (
	Add            Operation = iota // PUT of a tag that the image does not have: 204
	AddAgain                        // PUT of a tag that the image has: 204
	Remove                          // DELETE of a tag that the image has: 204
	RemoveAbsent                    // DELETE of a tag that the image does not have: 404
	Show                            // GET of the image: 200, with the expected tags and no others
	operationCount                  // not an operation
)

// OperationCount is the number of operations.
const OperationCount = int(operationCount)

var operationNames = [OperationCount]string{"add", "add-again", "remove", "remove-absent", "show"}

// Operations returns all operations in their order.
func Operations() []Operation { return []Operation{Add, AddAgain, Remove, RemoveAbsent, Show} }

// OperationNamed returns the operation with a name; ok is false if there is none.
func OperationNamed(name string) (o Operation, ok bool) {
	i := slices.Index(operationNames[:], name)
	return Operation(max(i, 0)), i >= 0
}

// String returns the name of the operation in reports and files.
func (o Operation) String() string { return operationNames[o] }

func (o Operation) method() string {
	switch o {
	case Add, AddAgain:
		return http.MethodPut
	case Show:
		return http.MethodGet
	}
	return http.MethodDelete
}

// effect is the state of a tag after the operation.
func (o Operation) effect() state {
	if o == Add || o == AddAgain {
		return present
	}
	return absent
}
