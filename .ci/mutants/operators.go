package main

import (
	"go/ast"
	"go/token"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Kinds of mutants.
const (
	kindNegate     = "negate"     // a condition becomes its opposite
	kindBoundary   = "boundary"   // < becomes <=, and so on
	kindLogical    = "logical"    // && becomes ||, and back
	kindArithmetic = "arithmetic" // + becomes -, ++ becomes --, and so on
	kindReturn     = "return"     // a returned value becomes the zero value, or its opposite
	kindRemove     = "remove"     // a statement is not executed
	kindNumber     = "number"     // a number is one more or one less
	kindString     = "string"     // a name in a string is another one
	kindBool       = "bool"       // true becomes false, and back
)

var opposites = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LSS: token.GEQ, token.GEQ: token.LSS,
	token.GTR: token.LEQ, token.LEQ: token.GTR,
}

var boundaries = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS,
	token.GTR: token.GEQ, token.GEQ: token.GTR,
}

var logical = map[token.Token]token.Token{token.LAND: token.LOR, token.LOR: token.LAND}

var arithmetic = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD,
	token.MUL: token.QUO, token.QUO: token.MUL, token.REM: token.MUL,
	token.INC: token.DEC, token.DEC: token.INC,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
	token.MUL_ASSIGN: token.QUO_ASSIGN, token.QUO_ASSIGN: token.MUL_ASSIGN,
}

// Visit adds the mutants of a node.
func (v visitor) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.TypeSpec:
		return nil
	case *ast.Field: // without its tag
		ast.Walk(v, n.Type)
		return nil
	case *ast.FuncDecl:
		v.function, v.results = v.f.functionName(n), n.Type.Results
	case *ast.FuncLit:
		v.results, v.failed = n.Type.Results, false
	case *ast.BinaryExpr:
		v.binary(n)
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			v.replace(kindNegate, n, v.f.code(n.X), v.f.code(n.X))
		}
	case *ast.CallExpr:
		v.noNumber = isConversion(n)
	case *ast.IfStmt:
		v.condition(n.Cond)
		return v.branches(n)
	case *ast.ForStmt:
		v.condition(n.Cond)
	case *ast.SwitchStmt:
		v.switchCases(n)
	case *ast.ReturnStmt:
		v.returned(n)
	case *ast.BlockStmt:
		v.statements(n.List)
	case *ast.CaseClause:
		v.failed = v.failed || slices.ContainsFunc(n.List, v.f.isErrorCheck)
		v.statements(n.Body)
	case *ast.CommClause:
		v.statements(n.Body)
	case *ast.IncDecStmt:
		v.replaceOperator(kindArithmetic, n, n.TokPos, n.Tok, arithmetic[n.Tok])
	case *ast.AssignStmt:
		if other, ok := arithmetic[n.Tok]; ok {
			v.replaceOperator(kindArithmetic, n, n.TokPos, n.Tok, other)
		}
	case *ast.BasicLit:
		v.literal(n)
	case *ast.Ident:
		if n.Name == "true" || n.Name == "false" {
			other := strconv.FormatBool(n.Name == "false")
			v.replace(kindBool, n, other, other)
		}
	}
	return v
}

func (v visitor) binary(n *ast.BinaryExpr) {
	for kind, table := range map[string]map[token.Token]token.Token{
		kindNegate: opposites, kindBoundary: boundaries, kindLogical: logical, kindArithmetic: arithmetic,
	} {
		if other, ok := table[n.Op]; ok {
			v.replaceOperator(kind, n, n.OpPos, n.Op, other)
		}
	}
	if n.Op == token.LAND || n.Op == token.LOR {
		v.condition(n.X)
		v.condition(n.Y)
	}
}

// condition negates a condition that is not an operation itself: the visit of the
// operation does that.
func (v visitor) condition(e ast.Expr) {
	switch e := e.(type) {
	case nil, *ast.BinaryExpr, *ast.UnaryExpr, *ast.ParenExpr:
	default:
		code := "!" + v.f.code(e)
		v.replace(kindNegate, e, code, code)
	}
}

// switchCases negates the conditions of a switch without a tag.
func (v visitor) switchCases(n *ast.SwitchStmt) {
	if n.Tag != nil {
		return
	}
	for _, clause := range n.Body.List {
		for _, e := range clause.(*ast.CaseClause).List {
			v.condition(e)
		}
	}
}

// returned replaces each returned value by the zero value of its type, or by its
// opposite if it is a bool. The original expression is still evaluated.
func (v visitor) returned(n *ast.ReturnStmt) {
	types := v.resultTypes()
	if len(types) != len(n.Results) {
		return
	}
	for i, e := range n.Results {
		code := v.f.code(e)
		switch {
		case slices.Contains([]string{"nil", "0", `""`, "true", "false", types[i] + "{}"}, code):
			// It is the zero value, or the visit of the literal changes it.
		case i < len(types)-1 && v.isFailure(n.Results[len(types)-1], types[len(types)-1]):
			// Nobody uses the other values that are returned with an error.
		case types[i] == "bool":
			if !isOperation(e) {
				v.replace(kindReturn, e, "!("+code+")", "!("+code+")")
			}
		default:
			text := "func() " + types[i] + " { _ = " + code + "; return *new(" + types[i] + ") }()"
			v.replace(kindReturn, e, text, "zero "+types[i])
		}
	}
}

// branches visits the parts of an if statement. In its body err is not nil, if that is the
// condition.
func (v visitor) branches(n *ast.IfStmt) ast.Visitor {
	for _, part := range []ast.Node{n.Init, n.Cond, n.Else} {
		if part != nil && !reflect.ValueOf(part).IsNil() {
			ast.Walk(v, part)
		}
	}
	v.failed = v.failed || v.f.isErrorCheck(n.Cond)
	ast.Walk(v, n.Body)
	return nil
}

// isErrorCheck reports whether a condition is err != nil, or that and more.
func (f *finder) isErrorCheck(condition ast.Expr) bool {
	code := f.code(condition)
	return code == "err != nil" || strings.HasPrefix(code, "err != nil && ")
}

// isFailure reports whether the last value that a function returns is an error for sure.
func (v visitor) isFailure(last ast.Expr, resultType string) bool {
	if resultType != "error" {
		return false
	}
	code := v.f.code(last)
	return strings.HasPrefix(code, "fmt.Errorf(") || strings.HasPrefix(code, "errors.New(") || code == "err" && v.failed
}

// isConversion reports whether a call converts a text to a number or back. Most values of
// its base and size make no difference.
func isConversion(call *ast.CallExpr) bool {
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	name, ok := function.X.(*ast.Ident)
	return ok && name.Name == "strconv"
}

// isOperation reports whether the visit of an expression negates it.
func isOperation(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.UnaryExpr:
		return e.Op == token.NOT
	case *ast.BinaryExpr:
		_, compares := opposites[e.Op]
		return compares
	}
	return false
}

// resultTypes returns the type of each result of the innermost function.
func (v visitor) resultTypes() (types []string) {
	if v.results == nil {
		return nil
	}
	for _, field := range v.results.List {
		for range max(1, len(field.Names)) {
			types = append(types, v.f.code(field.Type))
		}
	}
	return types
}

// statements disables statements one at a time.
func (v visitor) statements(list []ast.Stmt) {
	for _, statement := range list {
		if v.isRemovable(statement) {
			v.replace(kindRemove, statement, "if false { "+v.f.code(statement)+" }", "nothing")
		}
	}
}

func (v visitor) isRemovable(statement ast.Stmt) bool {
	switch s := statement.(type) {
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		return ok && !isIgnored(call)
	case *ast.DeferStmt:
		return !isIgnored(s.Call)
	case *ast.AssignStmt:
		return s.Tok != token.DEFINE && !slices.ContainsFunc(s.Lhs, isBlank)
	case *ast.BranchStmt:
		return s.Tok == token.BREAK || s.Tok == token.CONTINUE
	case *ast.ReturnStmt:
		return len(s.Results) == 0
	case *ast.GoStmt, *ast.SendStmt, *ast.IncDecStmt:
		return true
	}
	return false
}

func isBlank(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && name.Name == "_"
}

// isIgnored reports whether a call is never removed: a panic marks code that is never
// reached, and tests without the race detector do not notice a missing lock.
func isIgnored(call *ast.CallExpr) bool {
	switch function := call.Fun.(type) {
	case *ast.Ident:
		return function.Name == "panic"
	case *ast.SelectorExpr:
		return slices.Contains([]string{"Lock", "Unlock", "RLock", "RUnlock"}, function.Sel.Name)
	}
	return false
}

// identifier matches the strings that are changed: names such as the value of a status,
// not the texts of messages.
var identifier = regexp.MustCompile(`^["` + "`" + `][a-z][a-z0-9]*([-._][a-z0-9]+)*["` + "`" + `]$`)

func (v visitor) literal(n *ast.BasicLit) {
	switch n.Kind {
	case token.INT:
		if v.noNumber {
			return
		}
		value, err := strconv.ParseInt(n.Value, 0, 64)
		if err != nil {
			return
		}
		v.number(n, value+1)
		if value > 0 {
			v.number(n, value-1)
		}
	case token.FLOAT:
		text := "(" + n.Value + "+1)"
		v.replace(kindNumber, n, text, text)
	case token.STRING:
		if identifier.MatchString(n.Value) {
			text := n.Value[:len(n.Value)-1] + "~" + n.Value[len(n.Value)-1:]
			v.replace(kindString, n, text, text)
		}
	}
}

func (v visitor) number(n *ast.BasicLit, value int64) {
	text := strconv.FormatInt(value, 10)
	v.replace(kindNumber, n, text, text)
}
