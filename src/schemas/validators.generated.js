// Made from schema/*.json by scripts/generate-validators.mjs. Do not edit.
import { formats } from "./formats.ts";
function appended(known, more) {
if (known === null) return more;
for (const one of more) known.push(one);
return known;
}
export const snapshotValidator = validate21;
const schema6 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/cluster-snapshot.json","type":"object","additionalProperties":false,"required":["formatVersion","cluster","origin","serverVersion","capturedAt","complete","apis","crds"],"properties":{"formatVersion":{"enum":[1,2]},"cluster":{"$ref":"#/definitions/clusterName"},"origin":{"$ref":"#/definitions/origin"},"serverVersion":{"type":["string","null"],"pattern":"\\S"},"capturedAt":{"$ref":"#/definitions/instant"},"complete":{"type":"boolean"},"selection":{"$ref":"#/definitions/selection"},"apis":{"type":"array","items":{"$ref":"#/definitions/api"}},"crds":{"type":"object","additionalProperties":{"$ref":"#/definitions/crd"}}},"definitions":{"clusterName":{"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"},"instant":{"type":["string","null"],"format":"date-time","pattern":"Z$"},"api":{"type":"string","pattern":"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},"digest":{"type":"string","pattern":"^(absent|sha256:[0-9a-f]{64})$"},"origin":{"type":"object","additionalProperties":false,"required":["kind","tool"],"properties":{"kind":{"enum":["cluster","dump","releases"]},"tool":{"type":["string","null"],"pattern":"\\S"},"identity":{"$ref":"#/definitions/identity"}}},"identity":{"type":"string","pattern":"^(ca|host):[0-9a-f]{8}$"},"selection":{"type":"object","additionalProperties":false,"required":["exclude"],"properties":{"exclude":{"type":"array","minItems":1,"items":{"type":"string","pattern":"\\S"}}}},"names":{"type":"object","additionalProperties":false,"required":["plural","kind"],"properties":{"plural":{"type":"string"},"singular":{"type":"string"},"kind":{"type":"string"},"listKind":{"type":"string"},"shortNames":{"type":"array","items":{"type":"string"}},"categories":{"type":"array","items":{"type":"string"}}}},"version":{"type":"object","additionalProperties":false,"required":["name","served","storage","schema"],"properties":{"name":{"type":"string","pattern":"\\S"},"served":{"type":"boolean"},"storage":{"type":"boolean"},"deprecated":{"const":true},"schema":{"$ref":"#/definitions/digest"},"selectableFields":{"type":"array","minItems":9,"items":{"type":"string"}}}},"conversion":{"type":"object","additionalProperties":false,"required":["strategy"],"properties":{"strategy":{"enum":["None","Webhook"]},"reviewVersions":{"type":"array","items":{"type":"string"}},"caBundle":{"enum":["valid","invalid","absent"]},"service":{"type":"string","pattern":"\\S"}}},"stated":{"enum":["versions","conversion","webhook","caBundle","apiApproved"]},"owners":{"type":"object","additionalProperties":false,"properties":{"helmRelease":{"type":"string","pattern":"\\S"},"managedBy":{"type":"string"},"resourcePolicy":{"type":"string"},"gatewayApi":{"type":"object","additionalProperties":false,"properties":{"channel":{"type":"string"},"bundleVersion":{"type":"string"}}},"managers":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["name","operation","states"],"properties":{"name":{"type":"string"},"operation":{"enum":["Apply","Update"]},"states":{"type":"array","items":{"$ref":"#/definitions/stated"}}}}},"lastApplied":{"type":"array","items":{"$ref":"#/definitions/stated"}}}},"schemaFaults":{"type":"object","additionalProperties":false,"properties":{"nonStructural":{"enum":[true,"unknown"]},"invalidTypes":{"enum":[true,"unknown"]},"unprunedDefaults":{"enum":[true,"unknown"]},"nonAtomicSets":{"enum":[true,"unknown"]},"invalidMapKeys":{"enum":[true,"unknown"]}}},"digests":{"type":"array","items":{"$ref":"#/definitions/compiledDigest"}},"compiledDigest":{"type":"string","pattern":"^[A-Za-z0-9_-]{16}$"},"texts":{"type":"array","items":{"$ref":"#/definitions/textDigest"}},"textDigest":{"type":"string","pattern":"^[A-Za-z0-9_-]{12}$"},"compiled":{"type":"object","additionalProperties":false,"required":["rules"],"properties":{"rules":{"$ref":"#/definitions/digests"},"defaults":{"$ref":"#/definitions/digests"}}},"cel":{"type":["object","string"],"pattern":"^unknown$","additionalProperties":false,"required":["compiled","rules"],"properties":{"compiled":{"type":"array","items":{"$ref":"#/definitions/compiled"}},"rules":{"$ref":"#/definitions/texts"},"messageExpressions":{"$ref":"#/definitions/texts"}}},"crd":{"type":"object","additionalProperties":false,"required":["group","names","scope","versions","storedVersions","conditions","conversion"],"properties":{"group":{"type":"string","pattern":"\\S"},"names":{"$ref":"#/definitions/names"},"acceptedNames":{"$ref":"#/definitions/names"},"scope":{"enum":["Cluster","Namespaced"]},"versions":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/version"}},"storedVersions":{"type":"array","minItems":1,"items":{"type":"string"}},"conditions":{"type":"object","additionalProperties":{"enum":["True","False","Unknown"]}},"conversion":{"$ref":"#/definitions/conversion"},"preserveUnknownFields":{"const":true},"apiApproved":{"enum":["approved","unapproved","missing","invalid"]},"schemaFaults":{"$ref":"#/definitions/schemaFaults"},"cel":{"$ref":"#/definitions/cel"},"keepsNothing":{"type":"array","minItems":1,"items":{"type":"string"}},"terminating":{"const":true},"finalizers":{"type":"array","items":{"type":"string"}},"storageMigrating":{"enum":[true,"failed"]},"owners":{"$ref":"#/definitions/owners"},"hasObjects":{"enum":[true,false,"unknown"]}}}}};
const func2 = Object.prototype.hasOwnProperty;
const schema7 = {"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"};
const pattern0 = new RegExp("^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$", "u");

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern0.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}

const schema8 = {"type":"object","additionalProperties":false,"required":["kind","tool"],"properties":{"kind":{"enum":["cluster","dump","releases"]},"tool":{"type":["string","null"],"pattern":"\\S"},"identity":{"$ref":"#/definitions/identity"}}};
const pattern1 = new RegExp("\\S", "u");
const schema9 = {"type":"string","pattern":"^(ca|host):[0-9a-f]{8}$"};
const pattern2 = new RegExp("^(ca|host):[0-9a-f]{8}$", "u");

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern2.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(ca|host):[0-9a-f]{8}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}


function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.kind === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.tool === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "tool"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "kind") || (key0 === "tool")) || (key0 === "identity"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(!(((data0 === "cluster") || (data0 === "dump")) || (data0 === "releases"))){
const err3 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/enum",keyword:"enum",params:{allowedValues: schema8.properties.kind.enum}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.tool !== undefined){
let data1 = data.tool;
if((typeof data1 !== "string") && (data1 !== null)){
const err4 = {instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/type",keyword:"type",params:{type: schema8.properties.tool.type}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(typeof data1 === "string"){
if(!pattern1.test(data1)){
const err5 = {instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
if(data.identity !== undefined){
if(!(validate25(data.identity, {instancePath:instancePath+"/identity",parentData:data,parentDataProperty:"identity",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}

const schema10 = {"type":["string","null"],"format":"date-time","pattern":"Z$"};
const formats0 = formats["date-time"];
const pattern4 = new RegExp("Z$", "u");

function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((typeof data !== "string") && (data !== null)){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema10.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(typeof data === "string"){
if(!pattern4.test(data)){
const err1 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "Z$"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(!(formats0(data))){
const err2 = {instancePath,schemaPath:"#/format",keyword:"format",params:{format: "date-time"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
validate28.errors = vErrors;
return errors === 0;
}

const schema11 = {"type":"object","additionalProperties":false,"required":["exclude"],"properties":{"exclude":{"type":"array","minItems":1,"items":{"type":"string","pattern":"\\S"}}}};

function validate30(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.exclude === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "exclude"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(key0 === "exclude")){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.exclude !== undefined){
let data0 = data.exclude;
if(Array.isArray(data0)){
if(data0.length < 1){
const err2 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!pattern1.test(data1)){
const err3 = {instancePath:instancePath+"/exclude/" + i0,schemaPath:"#/properties/exclude/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/exclude/" + i0,schemaPath:"#/properties/exclude/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/exclude",schemaPath:"#/properties/exclude/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate30.errors = vErrors;
return errors === 0;
}

const schema12 = {"type":"string","pattern":"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[a-z0-9]([-a-z0-9]*[a-z0-9])?$"};
const pattern6 = new RegExp("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "u");

function validate32(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern6.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate32.errors = vErrors;
return errors === 0;
}

const schema13 = {"type":"object","additionalProperties":false,"required":["group","names","scope","versions","storedVersions","conditions","conversion"],"properties":{"group":{"type":"string","pattern":"\\S"},"names":{"$ref":"#/definitions/names"},"acceptedNames":{"$ref":"#/definitions/names"},"scope":{"enum":["Cluster","Namespaced"]},"versions":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/version"}},"storedVersions":{"type":"array","minItems":1,"items":{"type":"string"}},"conditions":{"type":"object","additionalProperties":{"enum":["True","False","Unknown"]}},"conversion":{"$ref":"#/definitions/conversion"},"preserveUnknownFields":{"const":true},"apiApproved":{"enum":["approved","unapproved","missing","invalid"]},"schemaFaults":{"$ref":"#/definitions/schemaFaults"},"cel":{"$ref":"#/definitions/cel"},"keepsNothing":{"type":"array","minItems":1,"items":{"type":"string"}},"terminating":{"const":true},"finalizers":{"type":"array","items":{"type":"string"}},"storageMigrating":{"enum":[true,"failed"]},"owners":{"$ref":"#/definitions/owners"},"hasObjects":{"enum":[true,false,"unknown"]}}};
const schema14 = {"type":"object","additionalProperties":false,"required":["plural","kind"],"properties":{"plural":{"type":"string"},"singular":{"type":"string"},"kind":{"type":"string"},"listKind":{"type":"string"},"shortNames":{"type":"array","items":{"type":"string"}},"categories":{"type":"array","items":{"type":"string"}}}};

function validate35(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.plural === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "plural"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "plural") || (key0 === "singular")) || (key0 === "kind")) || (key0 === "listKind")) || (key0 === "shortNames")) || (key0 === "categories"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.plural !== undefined){
if(typeof data.plural !== "string"){
const err3 = {instancePath:instancePath+"/plural",schemaPath:"#/properties/plural/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.singular !== undefined){
if(typeof data.singular !== "string"){
const err4 = {instancePath:instancePath+"/singular",schemaPath:"#/properties/singular/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.kind !== undefined){
if(typeof data.kind !== "string"){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.listKind !== undefined){
if(typeof data.listKind !== "string"){
const err6 = {instancePath:instancePath+"/listKind",schemaPath:"#/properties/listKind/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.shortNames !== undefined){
let data4 = data.shortNames;
if(Array.isArray(data4)){
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
if(typeof data4[i0] !== "string"){
const err7 = {instancePath:instancePath+"/shortNames/" + i0,schemaPath:"#/properties/shortNames/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/shortNames",schemaPath:"#/properties/shortNames/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.categories !== undefined){
let data6 = data.categories;
if(Array.isArray(data6)){
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
if(typeof data6[i1] !== "string"){
const err9 = {instancePath:instancePath+"/categories/" + i1,schemaPath:"#/properties/categories/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath:instancePath+"/categories",schemaPath:"#/properties/categories/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
validate35.errors = vErrors;
return errors === 0;
}

const schema15 = {"type":"object","additionalProperties":false,"required":["name","served","storage","schema"],"properties":{"name":{"type":"string","pattern":"\\S"},"served":{"type":"boolean"},"storage":{"type":"boolean"},"deprecated":{"const":true},"schema":{"$ref":"#/definitions/digest"},"selectableFields":{"type":"array","minItems":9,"items":{"type":"string"}}}};
const schema16 = {"type":"string","pattern":"^(absent|sha256:[0-9a-f]{64})$"};
const pattern9 = new RegExp("^(absent|sha256:[0-9a-f]{64})$", "u");

function validate39(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern9.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(absent|sha256:[0-9a-f]{64})$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate39.errors = vErrors;
return errors === 0;
}


function validate38(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.served === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "served"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.storage === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "storage"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.schema === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "schema"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "name") || (key0 === "served")) || (key0 === "storage")) || (key0 === "deprecated")) || (key0 === "schema")) || (key0 === "selectableFields"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern1.test(data0)){
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.served !== undefined){
if(typeof data.served !== "boolean"){
const err7 = {instancePath:instancePath+"/served",schemaPath:"#/properties/served/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.storage !== undefined){
if(typeof data.storage !== "boolean"){
const err8 = {instancePath:instancePath+"/storage",schemaPath:"#/properties/storage/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.deprecated !== undefined){
if(true !== data.deprecated){
const err9 = {instancePath:instancePath+"/deprecated",schemaPath:"#/properties/deprecated/const",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.schema !== undefined){
if(!(validate39(data.schema, {instancePath:instancePath+"/schema",parentData:data,parentDataProperty:"schema",rootData}))){
vErrors = appended(vErrors, validate39.errors);
errors = vErrors.length;
}
}
if(data.selectableFields !== undefined){
let data5 = data.selectableFields;
if(Array.isArray(data5)){
if(data5.length < 9){
const err10 = {instancePath:instancePath+"/selectableFields",schemaPath:"#/properties/selectableFields/minItems",keyword:"minItems",params:{limit: 9}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
if(typeof data5[i0] !== "string"){
const err11 = {instancePath:instancePath+"/selectableFields/" + i0,schemaPath:"#/properties/selectableFields/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath:instancePath+"/selectableFields",schemaPath:"#/properties/selectableFields/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate38.errors = vErrors;
return errors === 0;
}

const schema17 = {"type":"object","additionalProperties":false,"required":["strategy"],"properties":{"strategy":{"enum":["None","Webhook"]},"reviewVersions":{"type":"array","items":{"type":"string"}},"caBundle":{"enum":["valid","invalid","absent"]},"service":{"type":"string","pattern":"\\S"}}};

function validate42(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.strategy === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "strategy"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "strategy") || (key0 === "reviewVersions")) || (key0 === "caBundle")) || (key0 === "service"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.strategy !== undefined){
let data0 = data.strategy;
if(!((data0 === "None") || (data0 === "Webhook"))){
const err2 = {instancePath:instancePath+"/strategy",schemaPath:"#/properties/strategy/enum",keyword:"enum",params:{allowedValues: schema17.properties.strategy.enum}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.reviewVersions !== undefined){
let data1 = data.reviewVersions;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(typeof data1[i0] !== "string"){
const err3 = {instancePath:instancePath+"/reviewVersions/" + i0,schemaPath:"#/properties/reviewVersions/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath:instancePath+"/reviewVersions",schemaPath:"#/properties/reviewVersions/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.caBundle !== undefined){
let data3 = data.caBundle;
if(!(((data3 === "valid") || (data3 === "invalid")) || (data3 === "absent"))){
const err5 = {instancePath:instancePath+"/caBundle",schemaPath:"#/properties/caBundle/enum",keyword:"enum",params:{allowedValues: schema17.properties.caBundle.enum}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.service !== undefined){
let data4 = data.service;
if(typeof data4 === "string"){
if(!pattern1.test(data4)){
const err6 = {instancePath:instancePath+"/service",schemaPath:"#/properties/service/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/service",schemaPath:"#/properties/service/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate42.errors = vErrors;
return errors === 0;
}

const schema18 = {"type":"object","additionalProperties":false,"properties":{"nonStructural":{"enum":[true,"unknown"]},"invalidTypes":{"enum":[true,"unknown"]},"unprunedDefaults":{"enum":[true,"unknown"]},"nonAtomicSets":{"enum":[true,"unknown"]},"invalidMapKeys":{"enum":[true,"unknown"]}}};

function validate44(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((key0 === "nonStructural") || (key0 === "invalidTypes")) || (key0 === "unprunedDefaults")) || (key0 === "nonAtomicSets")) || (key0 === "invalidMapKeys"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.nonStructural !== undefined){
let data0 = data.nonStructural;
if(!((data0 === true) || (data0 === "unknown"))){
const err1 = {instancePath:instancePath+"/nonStructural",schemaPath:"#/properties/nonStructural/enum",keyword:"enum",params:{allowedValues: schema18.properties.nonStructural.enum}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.invalidTypes !== undefined){
let data1 = data.invalidTypes;
if(!((data1 === true) || (data1 === "unknown"))){
const err2 = {instancePath:instancePath+"/invalidTypes",schemaPath:"#/properties/invalidTypes/enum",keyword:"enum",params:{allowedValues: schema18.properties.invalidTypes.enum}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.unprunedDefaults !== undefined){
let data2 = data.unprunedDefaults;
if(!((data2 === true) || (data2 === "unknown"))){
const err3 = {instancePath:instancePath+"/unprunedDefaults",schemaPath:"#/properties/unprunedDefaults/enum",keyword:"enum",params:{allowedValues: schema18.properties.unprunedDefaults.enum}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.nonAtomicSets !== undefined){
let data3 = data.nonAtomicSets;
if(!((data3 === true) || (data3 === "unknown"))){
const err4 = {instancePath:instancePath+"/nonAtomicSets",schemaPath:"#/properties/nonAtomicSets/enum",keyword:"enum",params:{allowedValues: schema18.properties.nonAtomicSets.enum}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.invalidMapKeys !== undefined){
let data4 = data.invalidMapKeys;
if(!((data4 === true) || (data4 === "unknown"))){
const err5 = {instancePath:instancePath+"/invalidMapKeys",schemaPath:"#/properties/invalidMapKeys/enum",keyword:"enum",params:{allowedValues: schema18.properties.invalidMapKeys.enum}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate44.errors = vErrors;
return errors === 0;
}

const schema19 = {"type":["object","string"],"pattern":"^unknown$","additionalProperties":false,"required":["compiled","rules"],"properties":{"compiled":{"type":"array","items":{"$ref":"#/definitions/compiled"}},"rules":{"$ref":"#/definitions/texts"},"messageExpressions":{"$ref":"#/definitions/texts"}}};
const pattern11 = new RegExp("^unknown$", "u");
const schema20 = {"type":"object","additionalProperties":false,"required":["rules"],"properties":{"rules":{"$ref":"#/definitions/digests"},"defaults":{"$ref":"#/definitions/digests"}}};
const schema21 = {"type":"array","items":{"$ref":"#/definitions/compiledDigest"}};
const schema22 = {"type":"string","pattern":"^[A-Za-z0-9_-]{16}$"};
const pattern12 = new RegExp("^[A-Za-z0-9_-]{16}$", "u");

function validate49(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern12.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_-]{16}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate49.errors = vErrors;
return errors === 0;
}


function validate48(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate49(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate49.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate48.errors = vErrors;
return errors === 0;
}


function validate47(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.rules === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "rules"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "rules") || (key0 === "defaults"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.rules !== undefined){
if(!(validate48(data.rules, {instancePath:instancePath+"/rules",parentData:data,parentDataProperty:"rules",rootData}))){
vErrors = appended(vErrors, validate48.errors);
errors = vErrors.length;
}
}
if(data.defaults !== undefined){
if(!(validate48(data.defaults, {instancePath:instancePath+"/defaults",parentData:data,parentDataProperty:"defaults",rootData}))){
vErrors = appended(vErrors, validate48.errors);
errors = vErrors.length;
}
}
}
else {
const err2 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate47.errors = vErrors;
return errors === 0;
}

const schema23 = {"type":"array","items":{"$ref":"#/definitions/textDigest"}};
const schema24 = {"type":"string","pattern":"^[A-Za-z0-9_-]{12}$"};
const pattern13 = new RegExp("^[A-Za-z0-9_-]{12}$", "u");

function validate55(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern13.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_-]{12}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate55.errors = vErrors;
return errors === 0;
}


function validate54(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate55(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate55.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate54.errors = vErrors;
return errors === 0;
}


function validate46(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((!(data && typeof data == "object" && !Array.isArray(data))) && (typeof data !== "string")){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema19.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(typeof data === "string"){
if(!pattern11.test(data)){
const err1 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^unknown$"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.compiled === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "compiled"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.rules === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "rules"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "compiled") || (key0 === "rules")) || (key0 === "messageExpressions"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.compiled !== undefined){
let data0 = data.compiled;
if(Array.isArray(data0)){
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(!(validate47(data0[i0], {instancePath:instancePath+"/compiled/" + i0,parentData:data0,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate47.errors);
errors = vErrors.length;
}
}
}
else {
const err5 = {instancePath:instancePath+"/compiled",schemaPath:"#/properties/compiled/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.rules !== undefined){
if(!(validate54(data.rules, {instancePath:instancePath+"/rules",parentData:data,parentDataProperty:"rules",rootData}))){
vErrors = appended(vErrors, validate54.errors);
errors = vErrors.length;
}
}
if(data.messageExpressions !== undefined){
if(!(validate54(data.messageExpressions, {instancePath:instancePath+"/messageExpressions",parentData:data,parentDataProperty:"messageExpressions",rootData}))){
vErrors = appended(vErrors, validate54.errors);
errors = vErrors.length;
}
}
}
validate46.errors = vErrors;
return errors === 0;
}

const schema25 = {"type":"object","additionalProperties":false,"properties":{"helmRelease":{"type":"string","pattern":"\\S"},"managedBy":{"type":"string"},"resourcePolicy":{"type":"string"},"gatewayApi":{"type":"object","additionalProperties":false,"properties":{"channel":{"type":"string"},"bundleVersion":{"type":"string"}}},"managers":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["name","operation","states"],"properties":{"name":{"type":"string"},"operation":{"enum":["Apply","Update"]},"states":{"type":"array","items":{"$ref":"#/definitions/stated"}}}}},"lastApplied":{"type":"array","items":{"$ref":"#/definitions/stated"}}}};
const schema26 = {"enum":["versions","conversion","webhook","caBundle","apiApproved"]};

function validate61(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!(((((data === "versions") || (data === "conversion")) || (data === "webhook")) || (data === "caBundle")) || (data === "apiApproved"))){
const err0 = {instancePath,schemaPath:"#/enum",keyword:"enum",params:{allowedValues: schema26.enum}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate61.errors = vErrors;
return errors === 0;
}


function validate60(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "helmRelease") || (key0 === "managedBy")) || (key0 === "resourcePolicy")) || (key0 === "gatewayApi")) || (key0 === "managers")) || (key0 === "lastApplied"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.helmRelease !== undefined){
let data0 = data.helmRelease;
if(typeof data0 === "string"){
if(!pattern1.test(data0)){
const err1 = {instancePath:instancePath+"/helmRelease",schemaPath:"#/properties/helmRelease/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath:instancePath+"/helmRelease",schemaPath:"#/properties/helmRelease/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.managedBy !== undefined){
if(typeof data.managedBy !== "string"){
const err3 = {instancePath:instancePath+"/managedBy",schemaPath:"#/properties/managedBy/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.resourcePolicy !== undefined){
if(typeof data.resourcePolicy !== "string"){
const err4 = {instancePath:instancePath+"/resourcePolicy",schemaPath:"#/properties/resourcePolicy/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.gatewayApi !== undefined){
let data3 = data.gatewayApi;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key1 in data3){
if(!((key1 === "channel") || (key1 === "bundleVersion"))){
const err5 = {instancePath:instancePath+"/gatewayApi",schemaPath:"#/properties/gatewayApi/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data3.channel !== undefined){
if(typeof data3.channel !== "string"){
const err6 = {instancePath:instancePath+"/gatewayApi/channel",schemaPath:"#/properties/gatewayApi/properties/channel/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data3.bundleVersion !== undefined){
if(typeof data3.bundleVersion !== "string"){
const err7 = {instancePath:instancePath+"/gatewayApi/bundleVersion",schemaPath:"#/properties/gatewayApi/properties/bundleVersion/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/gatewayApi",schemaPath:"#/properties/gatewayApi/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.managers !== undefined){
let data6 = data.managers;
if(Array.isArray(data6)){
const len0 = data6.length;
for(let i0=0; i0<len0; i0++){
let data7 = data6[i0];
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
if(data7.name === undefined){
const err9 = {instancePath:instancePath+"/managers/" + i0,schemaPath:"#/properties/managers/items/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data7.operation === undefined){
const err10 = {instancePath:instancePath+"/managers/" + i0,schemaPath:"#/properties/managers/items/required",keyword:"required",params:{missingProperty: "operation"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(data7.states === undefined){
const err11 = {instancePath:instancePath+"/managers/" + i0,schemaPath:"#/properties/managers/items/required",keyword:"required",params:{missingProperty: "states"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
for(const key2 in data7){
if(!(((key2 === "name") || (key2 === "operation")) || (key2 === "states"))){
const err12 = {instancePath:instancePath+"/managers/" + i0,schemaPath:"#/properties/managers/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data7.name !== undefined){
if(typeof data7.name !== "string"){
const err13 = {instancePath:instancePath+"/managers/" + i0+"/name",schemaPath:"#/properties/managers/items/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data7.operation !== undefined){
let data9 = data7.operation;
if(!((data9 === "Apply") || (data9 === "Update"))){
const err14 = {instancePath:instancePath+"/managers/" + i0+"/operation",schemaPath:"#/properties/managers/items/properties/operation/enum",keyword:"enum",params:{allowedValues: schema25.properties.managers.items.properties.operation.enum}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data7.states !== undefined){
let data10 = data7.states;
if(Array.isArray(data10)){
const len1 = data10.length;
for(let i1=0; i1<len1; i1++){
if(!(validate61(data10[i1], {instancePath:instancePath+"/managers/" + i0+"/states/" + i1,parentData:data10,parentDataProperty:i1,rootData}))){
vErrors = appended(vErrors, validate61.errors);
errors = vErrors.length;
}
}
}
else {
const err15 = {instancePath:instancePath+"/managers/" + i0+"/states",schemaPath:"#/properties/managers/items/properties/states/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/managers/" + i0,schemaPath:"#/properties/managers/items/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/managers",schemaPath:"#/properties/managers/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.lastApplied !== undefined){
let data12 = data.lastApplied;
if(Array.isArray(data12)){
const len2 = data12.length;
for(let i2=0; i2<len2; i2++){
if(!(validate61(data12[i2], {instancePath:instancePath+"/lastApplied/" + i2,parentData:data12,parentDataProperty:i2,rootData}))){
vErrors = appended(vErrors, validate61.errors);
errors = vErrors.length;
}
}
}
else {
const err18 = {instancePath:instancePath+"/lastApplied",schemaPath:"#/properties/lastApplied/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
validate60.errors = vErrors;
return errors === 0;
}


function validate34(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.group === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "group"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.names === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "names"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.scope === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "scope"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.versions === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "versions"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.storedVersions === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "storedVersions"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.conditions === undefined){
const err5 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "conditions"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.conversion === undefined){
const err6 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "conversion"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema13.properties, key0))){
const err7 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.group !== undefined){
let data0 = data.group;
if(typeof data0 === "string"){
if(!pattern1.test(data0)){
const err8 = {instancePath:instancePath+"/group",schemaPath:"#/properties/group/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/group",schemaPath:"#/properties/group/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.names !== undefined){
if(!(validate35(data.names, {instancePath:instancePath+"/names",parentData:data,parentDataProperty:"names",rootData}))){
vErrors = appended(vErrors, validate35.errors);
errors = vErrors.length;
}
}
if(data.acceptedNames !== undefined){
if(!(validate35(data.acceptedNames, {instancePath:instancePath+"/acceptedNames",parentData:data,parentDataProperty:"acceptedNames",rootData}))){
vErrors = appended(vErrors, validate35.errors);
errors = vErrors.length;
}
}
if(data.scope !== undefined){
let data3 = data.scope;
if(!((data3 === "Cluster") || (data3 === "Namespaced"))){
const err10 = {instancePath:instancePath+"/scope",schemaPath:"#/properties/scope/enum",keyword:"enum",params:{allowedValues: schema13.properties.scope.enum}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.versions !== undefined){
let data4 = data.versions;
if(Array.isArray(data4)){
if(data4.length < 1){
const err11 = {instancePath:instancePath+"/versions",schemaPath:"#/properties/versions/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
if(!(validate38(data4[i0], {instancePath:instancePath+"/versions/" + i0,parentData:data4,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
}
}
else {
const err12 = {instancePath:instancePath+"/versions",schemaPath:"#/properties/versions/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.storedVersions !== undefined){
let data6 = data.storedVersions;
if(Array.isArray(data6)){
if(data6.length < 1){
const err13 = {instancePath:instancePath+"/storedVersions",schemaPath:"#/properties/storedVersions/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
if(typeof data6[i1] !== "string"){
const err14 = {instancePath:instancePath+"/storedVersions/" + i1,schemaPath:"#/properties/storedVersions/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/storedVersions",schemaPath:"#/properties/storedVersions/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.conditions !== undefined){
let data8 = data.conditions;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key1 in data8){
let data9 = data8[key1];
if(!(((data9 === "True") || (data9 === "False")) || (data9 === "Unknown"))){
const err16 = {instancePath:instancePath+"/conditions/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/conditions/additionalProperties/enum",keyword:"enum",params:{allowedValues: schema13.properties.conditions.additionalProperties.enum}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/conditions",schemaPath:"#/properties/conditions/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.conversion !== undefined){
if(!(validate42(data.conversion, {instancePath:instancePath+"/conversion",parentData:data,parentDataProperty:"conversion",rootData}))){
vErrors = appended(vErrors, validate42.errors);
errors = vErrors.length;
}
}
if(data.preserveUnknownFields !== undefined){
if(true !== data.preserveUnknownFields){
const err18 = {instancePath:instancePath+"/preserveUnknownFields",schemaPath:"#/properties/preserveUnknownFields/const",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.apiApproved !== undefined){
let data12 = data.apiApproved;
if(!((((data12 === "approved") || (data12 === "unapproved")) || (data12 === "missing")) || (data12 === "invalid"))){
const err19 = {instancePath:instancePath+"/apiApproved",schemaPath:"#/properties/apiApproved/enum",keyword:"enum",params:{allowedValues: schema13.properties.apiApproved.enum}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.schemaFaults !== undefined){
if(!(validate44(data.schemaFaults, {instancePath:instancePath+"/schemaFaults",parentData:data,parentDataProperty:"schemaFaults",rootData}))){
vErrors = appended(vErrors, validate44.errors);
errors = vErrors.length;
}
}
if(data.cel !== undefined){
if(!(validate46(data.cel, {instancePath:instancePath+"/cel",parentData:data,parentDataProperty:"cel",rootData}))){
vErrors = appended(vErrors, validate46.errors);
errors = vErrors.length;
}
}
if(data.keepsNothing !== undefined){
let data15 = data.keepsNothing;
if(Array.isArray(data15)){
if(data15.length < 1){
const err20 = {instancePath:instancePath+"/keepsNothing",schemaPath:"#/properties/keepsNothing/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
const len2 = data15.length;
for(let i2=0; i2<len2; i2++){
if(typeof data15[i2] !== "string"){
const err21 = {instancePath:instancePath+"/keepsNothing/" + i2,schemaPath:"#/properties/keepsNothing/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/keepsNothing",schemaPath:"#/properties/keepsNothing/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.terminating !== undefined){
if(true !== data.terminating){
const err23 = {instancePath:instancePath+"/terminating",schemaPath:"#/properties/terminating/const",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.finalizers !== undefined){
let data18 = data.finalizers;
if(Array.isArray(data18)){
const len3 = data18.length;
for(let i3=0; i3<len3; i3++){
if(typeof data18[i3] !== "string"){
const err24 = {instancePath:instancePath+"/finalizers/" + i3,schemaPath:"#/properties/finalizers/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath:instancePath+"/finalizers",schemaPath:"#/properties/finalizers/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.storageMigrating !== undefined){
let data20 = data.storageMigrating;
if(!((data20 === true) || (data20 === "failed"))){
const err26 = {instancePath:instancePath+"/storageMigrating",schemaPath:"#/properties/storageMigrating/enum",keyword:"enum",params:{allowedValues: schema13.properties.storageMigrating.enum}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
if(data.owners !== undefined){
if(!(validate60(data.owners, {instancePath:instancePath+"/owners",parentData:data,parentDataProperty:"owners",rootData}))){
vErrors = appended(vErrors, validate60.errors);
errors = vErrors.length;
}
}
if(data.hasObjects !== undefined){
let data22 = data.hasObjects;
if(!(((data22 === true) || (data22 === false)) || (data22 === "unknown"))){
const err27 = {instancePath:instancePath+"/hasObjects",schemaPath:"#/properties/hasObjects/enum",keyword:"enum",params:{allowedValues: schema13.properties.hasObjects.enum}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
validate34.errors = vErrors;
return errors === 0;
}


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/cluster-snapshot.json" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.formatVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "formatVersion"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.cluster === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cluster"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.origin === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "origin"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.serverVersion === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "serverVersion"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.capturedAt === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "capturedAt"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.complete === undefined){
const err5 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "complete"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.apis === undefined){
const err6 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "apis"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data.crds === undefined){
const err7 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "crds"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema6.properties, key0))){
const err8 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.formatVersion !== undefined){
let data0 = data.formatVersion;
if(!((data0 === 1) || (data0 === 2))){
const err9 = {instancePath:instancePath+"/formatVersion",schemaPath:"#/properties/formatVersion/enum",keyword:"enum",params:{allowedValues: schema6.properties.formatVersion.enum}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.cluster !== undefined){
if(!(validate22(data.cluster, {instancePath:instancePath+"/cluster",parentData:data,parentDataProperty:"cluster",rootData}))){
vErrors = appended(vErrors, validate22.errors);
errors = vErrors.length;
}
}
if(data.origin !== undefined){
if(!(validate24(data.origin, {instancePath:instancePath+"/origin",parentData:data,parentDataProperty:"origin",rootData}))){
vErrors = appended(vErrors, validate24.errors);
errors = vErrors.length;
}
}
if(data.serverVersion !== undefined){
let data3 = data.serverVersion;
if((typeof data3 !== "string") && (data3 !== null)){
const err10 = {instancePath:instancePath+"/serverVersion",schemaPath:"#/properties/serverVersion/type",keyword:"type",params:{type: schema6.properties.serverVersion.type}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
if(typeof data3 === "string"){
if(!pattern1.test(data3)){
const err11 = {instancePath:instancePath+"/serverVersion",schemaPath:"#/properties/serverVersion/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
if(data.capturedAt !== undefined){
if(!(validate28(data.capturedAt, {instancePath:instancePath+"/capturedAt",parentData:data,parentDataProperty:"capturedAt",rootData}))){
vErrors = appended(vErrors, validate28.errors);
errors = vErrors.length;
}
}
if(data.complete !== undefined){
if(typeof data.complete !== "boolean"){
const err12 = {instancePath:instancePath+"/complete",schemaPath:"#/properties/complete/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.selection !== undefined){
if(!(validate30(data.selection, {instancePath:instancePath+"/selection",parentData:data,parentDataProperty:"selection",rootData}))){
vErrors = appended(vErrors, validate30.errors);
errors = vErrors.length;
}
}
if(data.apis !== undefined){
let data7 = data.apis;
if(Array.isArray(data7)){
const len0 = data7.length;
for(let i0=0; i0<len0; i0++){
if(!(validate32(data7[i0], {instancePath:instancePath+"/apis/" + i0,parentData:data7,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
}
}
else {
const err13 = {instancePath:instancePath+"/apis",schemaPath:"#/properties/apis/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.crds !== undefined){
let data9 = data.crds;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
for(const key1 in data9){
if(!(validate34(data9[key1], {instancePath:instancePath+"/crds/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data9,parentDataProperty:key1,rootData}))){
vErrors = appended(vErrors, validate34.errors);
errors = vErrors.length;
}
}
}
else {
const err14 = {instancePath:instancePath+"/crds",schemaPath:"#/properties/crds/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}

export const profileValidator = validate66;
const schema27 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/field-use-profile.json","type":"object","additionalProperties":false,"required":["formatVersion","cluster","origin","capturedAt","crds"],"properties":{"formatVersion":{"const":1},"cluster":{"$ref":"#/definitions/clusterName"},"origin":{"$ref":"#/definitions/origin"},"capturedAt":{"$ref":"#/definitions/instant"},"crds":{"type":"object","additionalProperties":{"$ref":"#/definitions/crd"}}},"definitions":{"clusterName":{"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"},"instant":{"type":"string","format":"date-time","pattern":"Z$"},"origin":{"type":"object","additionalProperties":false,"required":["tool"],"properties":{"tool":{"type":"string","pattern":"\\S"},"identity":{"$ref":"#/definitions/identity"}}},"identity":{"type":"string","pattern":"^(ca|host):[0-9a-f]{8}$"},"digest":{"type":"string","pattern":"^sha256:[0-9a-f]{64}$"},"enumMember":{"type":"string","pattern":"^[^]{0,63}$"},"count":{"type":"integer","minimum":0},"some":{"type":"integer","minimum":1},"crd":{"type":"object","additionalProperties":false,"properties":{"notProfiled":{"enum":["forbidden","not-served","no-names","no-schema","too-many","no-time","failed"]},"version":{"type":"string","pattern":"\\S"},"schema":{"$ref":"#/definitions/digest"},"capturedAt":{"$ref":"#/definitions/instant"},"objects":{"$ref":"#/definitions/count"},"unlisted":{"$ref":"#/definitions/some"},"cut":{"$ref":"#/definitions/some"},"paths":{"type":"object","additionalProperties":{"$ref":"#/definitions/use"}}}},"use":{"type":"object","additionalProperties":false,"required":["objects","types"],"properties":{"objects":{"$ref":"#/definitions/count"},"absent":{"$ref":"#/definitions/some"},"types":{"type":"array","items":{"enum":["array","boolean","integer","null","number","object","string"]}},"enum":{"type":"array","items":{"$ref":"#/definitions/enumMember"}},"length":{"$ref":"#/definitions/count"},"items":{"$ref":"#/definitions/count"},"members":{"$ref":"#/definitions/count"},"unlisted":{"$ref":"#/definitions/some"}}}}};
const schema28 = {"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"};

function validate67(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern0.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate67.errors = vErrors;
return errors === 0;
}

const schema29 = {"type":"object","additionalProperties":false,"required":["tool"],"properties":{"tool":{"type":"string","pattern":"\\S"},"identity":{"$ref":"#/definitions/identity"}}};
const schema30 = {"type":"string","pattern":"^(ca|host):[0-9a-f]{8}$"};

function validate70(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern2.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(ca|host):[0-9a-f]{8}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate70.errors = vErrors;
return errors === 0;
}


function validate69(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.tool === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "tool"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "tool") || (key0 === "identity"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.tool !== undefined){
let data0 = data.tool;
if(typeof data0 === "string"){
if(!pattern1.test(data0)){
const err2 = {instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.identity !== undefined){
if(!(validate70(data.identity, {instancePath:instancePath+"/identity",parentData:data,parentDataProperty:"identity",rootData}))){
vErrors = appended(vErrors, validate70.errors);
errors = vErrors.length;
}
}
}
else {
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate69.errors = vErrors;
return errors === 0;
}

const schema31 = {"type":"string","format":"date-time","pattern":"Z$"};

function validate73(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern4.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "Z$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(!(formats0(data))){
const err1 = {instancePath,schemaPath:"#/format",keyword:"format",params:{format: "date-time"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate73.errors = vErrors;
return errors === 0;
}

const schema32 = {"type":"object","additionalProperties":false,"properties":{"notProfiled":{"enum":["forbidden","not-served","no-names","no-schema","too-many","no-time","failed"]},"version":{"type":"string","pattern":"\\S"},"schema":{"$ref":"#/definitions/digest"},"capturedAt":{"$ref":"#/definitions/instant"},"objects":{"$ref":"#/definitions/count"},"unlisted":{"$ref":"#/definitions/some"},"cut":{"$ref":"#/definitions/some"},"paths":{"type":"object","additionalProperties":{"$ref":"#/definitions/use"}}}};
const schema33 = {"type":"string","pattern":"^sha256:[0-9a-f]{64}$"};
const pattern20 = new RegExp("^sha256:[0-9a-f]{64}$", "u");

function validate76(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern20.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^sha256:[0-9a-f]{64}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate76.errors = vErrors;
return errors === 0;
}

const schema34 = {"type":"integer","minimum":0};

function validate79(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if((typeof data == "number") && (isFinite(data))){
if(data < 0 || isNaN(data)){
const err1 = {instancePath,schemaPath:"#/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
validate79.errors = vErrors;
return errors === 0;
}

const schema35 = {"type":"integer","minimum":1};

function validate81(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if((typeof data == "number") && (isFinite(data))){
if(data < 1 || isNaN(data)){
const err1 = {instancePath,schemaPath:"#/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
validate81.errors = vErrors;
return errors === 0;
}

const schema36 = {"type":"object","additionalProperties":false,"required":["objects","types"],"properties":{"objects":{"$ref":"#/definitions/count"},"absent":{"$ref":"#/definitions/some"},"types":{"type":"array","items":{"enum":["array","boolean","integer","null","number","object","string"]}},"enum":{"type":"array","items":{"$ref":"#/definitions/enumMember"}},"length":{"$ref":"#/definitions/count"},"items":{"$ref":"#/definitions/count"},"members":{"$ref":"#/definitions/count"},"unlisted":{"$ref":"#/definitions/some"}}};
const schema37 = {"type":"string","pattern":"^[^]{0,63}$"};
const pattern21 = new RegExp("^[^]{0,63}$", "u");

function validate87(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern21.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[^]{0,63}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate87.errors = vErrors;
return errors === 0;
}


function validate84(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.objects === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "objects"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.types === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "types"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "objects") || (key0 === "absent")) || (key0 === "types")) || (key0 === "enum")) || (key0 === "length")) || (key0 === "items")) || (key0 === "members")) || (key0 === "unlisted"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.objects !== undefined){
if(!(validate79(data.objects, {instancePath:instancePath+"/objects",parentData:data,parentDataProperty:"objects",rootData}))){
vErrors = appended(vErrors, validate79.errors);
errors = vErrors.length;
}
}
if(data.absent !== undefined){
if(!(validate81(data.absent, {instancePath:instancePath+"/absent",parentData:data,parentDataProperty:"absent",rootData}))){
vErrors = appended(vErrors, validate81.errors);
errors = vErrors.length;
}
}
if(data.types !== undefined){
let data2 = data.types;
if(Array.isArray(data2)){
const len0 = data2.length;
for(let i0=0; i0<len0; i0++){
let data3 = data2[i0];
if(!(((((((data3 === "array") || (data3 === "boolean")) || (data3 === "integer")) || (data3 === "null")) || (data3 === "number")) || (data3 === "object")) || (data3 === "string"))){
const err3 = {instancePath:instancePath+"/types/" + i0,schemaPath:"#/properties/types/items/enum",keyword:"enum",params:{allowedValues: schema36.properties.types.items.enum}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath:instancePath+"/types",schemaPath:"#/properties/types/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.enum !== undefined){
let data4 = data.enum;
if(Array.isArray(data4)){
const len1 = data4.length;
for(let i1=0; i1<len1; i1++){
if(!(validate87(data4[i1], {instancePath:instancePath+"/enum/" + i1,parentData:data4,parentDataProperty:i1,rootData}))){
vErrors = appended(vErrors, validate87.errors);
errors = vErrors.length;
}
}
}
else {
const err5 = {instancePath:instancePath+"/enum",schemaPath:"#/properties/enum/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.length !== undefined){
if(!(validate79(data.length, {instancePath:instancePath+"/length",parentData:data,parentDataProperty:"length",rootData}))){
vErrors = appended(vErrors, validate79.errors);
errors = vErrors.length;
}
}
if(data.items !== undefined){
if(!(validate79(data.items, {instancePath:instancePath+"/items",parentData:data,parentDataProperty:"items",rootData}))){
vErrors = appended(vErrors, validate79.errors);
errors = vErrors.length;
}
}
if(data.members !== undefined){
if(!(validate79(data.members, {instancePath:instancePath+"/members",parentData:data,parentDataProperty:"members",rootData}))){
vErrors = appended(vErrors, validate79.errors);
errors = vErrors.length;
}
}
if(data.unlisted !== undefined){
if(!(validate81(data.unlisted, {instancePath:instancePath+"/unlisted",parentData:data,parentDataProperty:"unlisted",rootData}))){
vErrors = appended(vErrors, validate81.errors);
errors = vErrors.length;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate84.errors = vErrors;
return errors === 0;
}


function validate75(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((((key0 === "notProfiled") || (key0 === "version")) || (key0 === "schema")) || (key0 === "capturedAt")) || (key0 === "objects")) || (key0 === "unlisted")) || (key0 === "cut")) || (key0 === "paths"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.notProfiled !== undefined){
let data0 = data.notProfiled;
if(!(((((((data0 === "forbidden") || (data0 === "not-served")) || (data0 === "no-names")) || (data0 === "no-schema")) || (data0 === "too-many")) || (data0 === "no-time")) || (data0 === "failed"))){
const err1 = {instancePath:instancePath+"/notProfiled",schemaPath:"#/properties/notProfiled/enum",keyword:"enum",params:{allowedValues: schema32.properties.notProfiled.enum}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.version !== undefined){
let data1 = data.version;
if(typeof data1 === "string"){
if(!pattern1.test(data1)){
const err2 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.schema !== undefined){
if(!(validate76(data.schema, {instancePath:instancePath+"/schema",parentData:data,parentDataProperty:"schema",rootData}))){
vErrors = appended(vErrors, validate76.errors);
errors = vErrors.length;
}
}
if(data.capturedAt !== undefined){
if(!(validate73(data.capturedAt, {instancePath:instancePath+"/capturedAt",parentData:data,parentDataProperty:"capturedAt",rootData}))){
vErrors = appended(vErrors, validate73.errors);
errors = vErrors.length;
}
}
if(data.objects !== undefined){
if(!(validate79(data.objects, {instancePath:instancePath+"/objects",parentData:data,parentDataProperty:"objects",rootData}))){
vErrors = appended(vErrors, validate79.errors);
errors = vErrors.length;
}
}
if(data.unlisted !== undefined){
if(!(validate81(data.unlisted, {instancePath:instancePath+"/unlisted",parentData:data,parentDataProperty:"unlisted",rootData}))){
vErrors = appended(vErrors, validate81.errors);
errors = vErrors.length;
}
}
if(data.cut !== undefined){
if(!(validate81(data.cut, {instancePath:instancePath+"/cut",parentData:data,parentDataProperty:"cut",rootData}))){
vErrors = appended(vErrors, validate81.errors);
errors = vErrors.length;
}
}
if(data.paths !== undefined){
let data7 = data.paths;
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
for(const key1 in data7){
if(!(validate84(data7[key1], {instancePath:instancePath+"/paths/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data7,parentDataProperty:key1,rootData}))){
vErrors = appended(vErrors, validate84.errors);
errors = vErrors.length;
}
}
}
else {
const err4 = {instancePath:instancePath+"/paths",schemaPath:"#/properties/paths/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
validate75.errors = vErrors;
return errors === 0;
}


function validate66(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/field-use-profile.json" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.formatVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "formatVersion"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.cluster === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "cluster"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.origin === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "origin"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.capturedAt === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "capturedAt"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.crds === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "crds"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key0 in data){
if(!(((((key0 === "formatVersion") || (key0 === "cluster")) || (key0 === "origin")) || (key0 === "capturedAt")) || (key0 === "crds"))){
const err5 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.formatVersion !== undefined){
if(1 !== data.formatVersion){
const err6 = {instancePath:instancePath+"/formatVersion",schemaPath:"#/properties/formatVersion/const",keyword:"const",params:{allowedValue: 1}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.cluster !== undefined){
if(!(validate67(data.cluster, {instancePath:instancePath+"/cluster",parentData:data,parentDataProperty:"cluster",rootData}))){
vErrors = appended(vErrors, validate67.errors);
errors = vErrors.length;
}
}
if(data.origin !== undefined){
if(!(validate69(data.origin, {instancePath:instancePath+"/origin",parentData:data,parentDataProperty:"origin",rootData}))){
vErrors = appended(vErrors, validate69.errors);
errors = vErrors.length;
}
}
if(data.capturedAt !== undefined){
if(!(validate73(data.capturedAt, {instancePath:instancePath+"/capturedAt",parentData:data,parentDataProperty:"capturedAt",rootData}))){
vErrors = appended(vErrors, validate73.errors);
errors = vErrors.length;
}
}
if(data.crds !== undefined){
let data4 = data.crds;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key1 in data4){
if(!(validate75(data4[key1], {instancePath:instancePath+"/crds/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data4,parentDataProperty:key1,rootData}))){
vErrors = appended(vErrors, validate75.errors);
errors = vErrors.length;
}
}
}
else {
const err7 = {instancePath:instancePath+"/crds",schemaPath:"#/properties/crds/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate66.errors = vErrors;
return errors === 0;
}

export const configValidator = validate95;
const schema38 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/config.json","type":"object","additionalProperties":false,"properties":{"manifests":{"type":"object","additionalProperties":false,"properties":{"include":{"$ref":"#/definitions/globs"},"exclude":{"$ref":"#/definitions/globs"}}},"rendered":{"$ref":"#/definitions/globs"},"helm":{"type":"array","items":{"$ref":"#/definitions/helm"}},"kustomize":{"type":"array","items":{"$ref":"#/definitions/kustomization"}},"sources":{"type":"object","additionalProperties":false,"properties":{"require":{"enum":["all","changed","none"]},"ignore":{"$ref":"#/definitions/globs"},"substitute":{"type":"object","propertyNames":{"$ref":"#/definitions/variableName"},"additionalProperties":{"type":"string"}}}},"argo":{"type":"object","additionalProperties":false,"properties":{"destinations":{"type":"object","additionalProperties":{"$ref":"#/definitions/clusterName"}}}},"fetch":{"type":"object","additionalProperties":false,"properties":{"allow":{"type":"array","items":{"$ref":"#/definitions/address"}}}},"apply":{"$ref":"#/definitions/apply"},"snapshots":{"$ref":"#/definitions/snapshotGlobs"},"maxSnapshotAge":{"$ref":"#/definitions/duration"},"releases":{"type":"object","additionalProperties":false,"properties":{"histories":{"type":"array","maxItems":50,"items":{"type":"string","pattern":"\\S"}},"tags":{"type":["string","array"],"maxItems":50,"items":{"type":"string","pattern":"\\S"},"pattern":"\\S"},"paths":{"type":"array","maxItems":50,"items":{"type":"string","pattern":"\\S"}},"preReleases":{"type":"boolean"},"since":{"type":"string","pattern":"^([A-Za-z][A-Za-z0-9._-]*-)?v?[0-9]+\\.[0-9]"}}},"targets":{"type":"array","items":{"$ref":"#/definitions/target"}},"rules":{"type":"object","additionalProperties":{"$ref":"#/definitions/severity"}},"waivers":{"type":"array","items":{"$ref":"#/definitions/waiver"}}},"definitions":{"glob":{"type":"string","pattern":"^!?(?!/|\\\\|[A-Za-z]:[/\\\\])(?!(?:[^\\n]*[/{,(|])?\\.\\.(?:$|[/},)|]))[^!\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$"},"globs":{"type":"array","items":{"$ref":"#/definitions/glob"}},"snapshotGlobs":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/glob"}},"path":{"type":"string","pattern":"^(?!-|/|\\\\|[A-Za-z]:[/\\\\])(?![^\\n]*://)(?!(?:[^\\n]*[/\\\\])?\\.\\.(?:$|[/\\\\]))[^\\u0000-\\u001f\\u007f]+$"},"clusterPattern":{"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"},"clusterPatterns":{"type":"array","items":{"$ref":"#/definitions/clusterPattern"}},"clusterName":{"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"},"apply":{"enum":["client-side","server-side","replace","helm","unknown"]},"severity":{"enum":["error","warning","info","off"]},"duration":{"type":"string","pattern":"^[1-9][0-9]{0,5}[smhdw]$"},"date":{"type":"string","format":"date"},"text":{"type":"string","pattern":"\\S"},"releaseName":{"type":"string","pattern":"^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"},"namespace":{"type":"string","pattern":"^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},"kubeVersion":{"type":"string","pattern":"^v?[0-9]+\\.[0-9]+(\\.[0-9]+)?([-+][0-9A-Za-z.+-]+)?$"},"crdName":{"type":"string","pattern":"^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$"},"versionName":{"type":"string","pattern":"^[^\\s*]+$"},"ruleId":{"type":"string","pattern":"^[a-z0-9]+(-[a-z0-9]+)*$"},"waivedPath":{"type":"string","pattern":"^(?!-|/|\\\\|[A-Za-z]:[/\\\\])(?!(?:[^\\n]*[/\\\\])?\\.\\.(?:$|[/\\\\]))[^*\\u0000-\\u001f\\u007f]+$"},"setKey":{"type":"string","pattern":"^[^=\\s]+$"},"variableName":{"type":"string","pattern":"^[_A-Za-z][_A-Za-z0-9]*$"},"address":{"type":"string","pattern":"^((https?|oci)://)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[^\\s?#*]*(\\*\\*)?)?$"},"helm":{"type":"object","additionalProperties":false,"required":["chart","release"],"properties":{"chart":{"$ref":"#/definitions/path"},"release":{"$ref":"#/definitions/releaseName"},"namespace":{"$ref":"#/definitions/namespace"},"values":{"type":"array","items":{"$ref":"#/definitions/path"}},"set":{"type":"object","propertyNames":{"$ref":"#/definitions/setKey"},"additionalProperties":{"type":["string","number","boolean"]}},"clusters":{"$ref":"#/definitions/clusterPatterns"},"crds":{"enum":["applied","create-only","skipped"]},"kubeVersion":{"$ref":"#/definitions/kubeVersion"}}},"kustomization":{"type":"object","additionalProperties":false,"required":["path"],"properties":{"path":{"$ref":"#/definitions/path"},"clusters":{"$ref":"#/definitions/clusterPatterns"}}},"target":{"type":"object","additionalProperties":false,"required":["paths","clusters"],"properties":{"paths":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/glob"}},"clusters":{"$ref":"#/definitions/clusterPatterns"},"apply":{"$ref":"#/definitions/apply"}}},"waiver":{"type":"object","additionalProperties":false,"required":["rule","reason","owner","expires"],"properties":{"rule":{"$ref":"#/definitions/ruleId"},"crd":{"$ref":"#/definitions/crdName"},"version":{"$ref":"#/definitions/versionName"},"path":{"$ref":"#/definitions/waivedPath"},"clusters":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/clusterPattern"}},"reason":{"$ref":"#/definitions/text"},"owner":{"$ref":"#/definitions/text"},"expires":{"$ref":"#/definitions/date"}},"anyOf":[{"required":["crd"]},{"required":["path"]}]}}};
const schema39 = {"type":"array","items":{"$ref":"#/definitions/glob"}};
const schema40 = {"type":"string","pattern":"^!?(?!/|\\\\|[A-Za-z]:[/\\\\])(?!(?:[^\\n]*[/{,(|])?\\.\\.(?:$|[/},)|]))[^!\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$"};
const pattern22 = new RegExp("^!?(?!/|\\\\|[A-Za-z]:[/\\\\])(?!(?:[^\\n]*[/{,(|])?\\.\\.(?:$|[/},)|]))[^!\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$", "u");

function validate97(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern22.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^!?(?!/|\\\\|[A-Za-z]:[/\\\\])(?!(?:[^\\n]*[/{,(|])?\\.\\.(?:$|[/},)|]))[^!\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate97.errors = vErrors;
return errors === 0;
}


function validate96(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate97(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate97.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate96.errors = vErrors;
return errors === 0;
}

const schema41 = {"type":"object","additionalProperties":false,"required":["chart","release"],"properties":{"chart":{"$ref":"#/definitions/path"},"release":{"$ref":"#/definitions/releaseName"},"namespace":{"$ref":"#/definitions/namespace"},"values":{"type":"array","items":{"$ref":"#/definitions/path"}},"set":{"type":"object","propertyNames":{"$ref":"#/definitions/setKey"},"additionalProperties":{"type":["string","number","boolean"]}},"clusters":{"$ref":"#/definitions/clusterPatterns"},"crds":{"enum":["applied","create-only","skipped"]},"kubeVersion":{"$ref":"#/definitions/kubeVersion"}}};
const schema42 = {"type":"string","pattern":"^(?!-|/|\\\\|[A-Za-z]:[/\\\\])(?![^\\n]*://)(?!(?:[^\\n]*[/\\\\])?\\.\\.(?:$|[/\\\\]))[^\\u0000-\\u001f\\u007f]+$"};
const pattern23 = new RegExp("^(?!-|/|\\\\|[A-Za-z]:[/\\\\])(?![^\\n]*://)(?!(?:[^\\n]*[/\\\\])?\\.\\.(?:$|[/\\\\]))[^\\u0000-\\u001f\\u007f]+$", "u");

function validate103(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern23.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?!-|/|\\\\|[A-Za-z]:[/\\\\])(?![^\\n]*://)(?!(?:[^\\n]*[/\\\\])?\\.\\.(?:$|[/\\\\]))[^\\u0000-\\u001f\\u007f]+$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate103.errors = vErrors;
return errors === 0;
}

const schema43 = {"type":"string","pattern":"^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"};
const pattern24 = new RegExp("^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", "u");

function validate105(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern24.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,53}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate105.errors = vErrors;
return errors === 0;
}

const schema44 = {"type":"string","pattern":"^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$"};
const pattern25 = new RegExp("^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "u");

function validate107(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern25.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate107.errors = vErrors;
return errors === 0;
}

const schema45 = {"type":"string","pattern":"^[^=\\s]+$"};
const pattern26 = new RegExp("^[^=\\s]+$", "u");

function validate110(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern26.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[^=\\s]+$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate110.errors = vErrors;
return errors === 0;
}

const schema46 = {"type":"array","items":{"$ref":"#/definitions/clusterPattern"}};
const schema47 = {"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"};
const pattern27 = new RegExp("^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$", "u");

function validate113(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern27.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate113.errors = vErrors;
return errors === 0;
}


function validate112(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate113(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate113.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate112.errors = vErrors;
return errors === 0;
}

const schema48 = {"type":"string","pattern":"^v?[0-9]+\\.[0-9]+(\\.[0-9]+)?([-+][0-9A-Za-z.+-]+)?$"};
const pattern28 = new RegExp("^v?[0-9]+\\.[0-9]+(\\.[0-9]+)?([-+][0-9A-Za-z.+-]+)?$", "u");

function validate116(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern28.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^v?[0-9]+\\.[0-9]+(\\.[0-9]+)?([-+][0-9A-Za-z.+-]+)?$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate116.errors = vErrors;
return errors === 0;
}


function validate102(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.chart === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "chart"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.release === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "release"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "chart") || (key0 === "release")) || (key0 === "namespace")) || (key0 === "values")) || (key0 === "set")) || (key0 === "clusters")) || (key0 === "crds")) || (key0 === "kubeVersion"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.chart !== undefined){
if(!(validate103(data.chart, {instancePath:instancePath+"/chart",parentData:data,parentDataProperty:"chart",rootData}))){
vErrors = appended(vErrors, validate103.errors);
errors = vErrors.length;
}
}
if(data.release !== undefined){
if(!(validate105(data.release, {instancePath:instancePath+"/release",parentData:data,parentDataProperty:"release",rootData}))){
vErrors = appended(vErrors, validate105.errors);
errors = vErrors.length;
}
}
if(data.namespace !== undefined){
if(!(validate107(data.namespace, {instancePath:instancePath+"/namespace",parentData:data,parentDataProperty:"namespace",rootData}))){
vErrors = appended(vErrors, validate107.errors);
errors = vErrors.length;
}
}
if(data.values !== undefined){
let data3 = data.values;
if(Array.isArray(data3)){
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
if(!(validate103(data3[i0], {instancePath:instancePath+"/values/" + i0,parentData:data3,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate103.errors);
errors = vErrors.length;
}
}
}
else {
const err3 = {instancePath:instancePath+"/values",schemaPath:"#/properties/values/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.set !== undefined){
let data5 = data.set;
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
for(const key1 in data5){
const _errs10 = errors;
if(!(validate110(key1, {instancePath:instancePath+"/set",parentData:data5,parentDataProperty:"set",rootData}))){
vErrors = appended(vErrors, validate110.errors);
errors = vErrors.length;
}
var valid3 = _errs10 === errors;
if(!valid3){
const err4 = {instancePath:instancePath+"/set",schemaPath:"#/properties/set/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
for(const key2 in data5){
let data6 = data5[key2];
if(((typeof data6 !== "string") && (!((typeof data6 == "number") && (isFinite(data6))))) && (typeof data6 !== "boolean")){
const err5 = {instancePath:instancePath+"/set/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/set/additionalProperties/type",keyword:"type",params:{type: schema41.properties.set.additionalProperties.type}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath:instancePath+"/set",schemaPath:"#/properties/set/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.clusters !== undefined){
if(!(validate112(data.clusters, {instancePath:instancePath+"/clusters",parentData:data,parentDataProperty:"clusters",rootData}))){
vErrors = appended(vErrors, validate112.errors);
errors = vErrors.length;
}
}
if(data.crds !== undefined){
let data8 = data.crds;
if(!(((data8 === "applied") || (data8 === "create-only")) || (data8 === "skipped"))){
const err7 = {instancePath:instancePath+"/crds",schemaPath:"#/properties/crds/enum",keyword:"enum",params:{allowedValues: schema41.properties.crds.enum}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.kubeVersion !== undefined){
if(!(validate116(data.kubeVersion, {instancePath:instancePath+"/kubeVersion",parentData:data,parentDataProperty:"kubeVersion",rootData}))){
vErrors = appended(vErrors, validate116.errors);
errors = vErrors.length;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate102.errors = vErrors;
return errors === 0;
}

const schema49 = {"type":"object","additionalProperties":false,"required":["path"],"properties":{"path":{"$ref":"#/definitions/path"},"clusters":{"$ref":"#/definitions/clusterPatterns"}}};

function validate119(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.path === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "path") || (key0 === "clusters"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.path !== undefined){
if(!(validate103(data.path, {instancePath:instancePath+"/path",parentData:data,parentDataProperty:"path",rootData}))){
vErrors = appended(vErrors, validate103.errors);
errors = vErrors.length;
}
}
if(data.clusters !== undefined){
if(!(validate112(data.clusters, {instancePath:instancePath+"/clusters",parentData:data,parentDataProperty:"clusters",rootData}))){
vErrors = appended(vErrors, validate112.errors);
errors = vErrors.length;
}
}
}
else {
const err2 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate119.errors = vErrors;
return errors === 0;
}

const schema50 = {"type":"string","pattern":"^[_A-Za-z][_A-Za-z0-9]*$"};
const pattern29 = new RegExp("^[_A-Za-z][_A-Za-z0-9]*$", "u");

function validate124(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern29.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[_A-Za-z][_A-Za-z0-9]*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate124.errors = vErrors;
return errors === 0;
}

const schema51 = {"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"};
const pattern30 = new RegExp("^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$", "u");

function validate126(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern30.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate126.errors = vErrors;
return errors === 0;
}

const schema52 = {"type":"string","pattern":"^((https?|oci)://)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[^\\s?#*]*(\\*\\*)?)?$"};
const pattern31 = new RegExp("^((https?|oci)://)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[^\\s?#*]*(\\*\\*)?)?$", "u");

function validate128(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern31.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^((https?|oci)://)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/[^\\s?#*]*(\\*\\*)?)?$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate128.errors = vErrors;
return errors === 0;
}

const schema53 = {"enum":["client-side","server-side","replace","helm","unknown"]};

function validate130(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!(((((data === "client-side") || (data === "server-side")) || (data === "replace")) || (data === "helm")) || (data === "unknown"))){
const err0 = {instancePath,schemaPath:"#/enum",keyword:"enum",params:{allowedValues: schema53.enum}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate130.errors = vErrors;
return errors === 0;
}

const schema54 = {"type":"array","minItems":1,"items":{"$ref":"#/definitions/glob"}};

function validate132(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
if(data.length < 1){
const err0 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate97(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate97.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate132.errors = vErrors;
return errors === 0;
}

const schema55 = {"type":"string","pattern":"^[1-9][0-9]{0,5}[smhdw]$"};
const pattern32 = new RegExp("^[1-9][0-9]{0,5}[smhdw]$", "u");

function validate135(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern32.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[1-9][0-9]{0,5}[smhdw]$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate135.errors = vErrors;
return errors === 0;
}

const schema56 = {"type":"object","additionalProperties":false,"required":["paths","clusters"],"properties":{"paths":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/glob"}},"clusters":{"$ref":"#/definitions/clusterPatterns"},"apply":{"$ref":"#/definitions/apply"}}};

function validate137(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.paths === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "paths"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.clusters === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "clusters"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "paths") || (key0 === "clusters")) || (key0 === "apply"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.paths !== undefined){
let data0 = data.paths;
if(Array.isArray(data0)){
if(data0.length < 1){
const err3 = {instancePath:instancePath+"/paths",schemaPath:"#/properties/paths/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(!(validate97(data0[i0], {instancePath:instancePath+"/paths/" + i0,parentData:data0,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate97.errors);
errors = vErrors.length;
}
}
}
else {
const err4 = {instancePath:instancePath+"/paths",schemaPath:"#/properties/paths/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.clusters !== undefined){
if(!(validate112(data.clusters, {instancePath:instancePath+"/clusters",parentData:data,parentDataProperty:"clusters",rootData}))){
vErrors = appended(vErrors, validate112.errors);
errors = vErrors.length;
}
}
if(data.apply !== undefined){
if(!(validate130(data.apply, {instancePath:instancePath+"/apply",parentData:data,parentDataProperty:"apply",rootData}))){
vErrors = appended(vErrors, validate130.errors);
errors = vErrors.length;
}
}
}
else {
const err5 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
validate137.errors = vErrors;
return errors === 0;
}

const schema57 = {"enum":["error","warning","info","off"]};

function validate142(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!((((data === "error") || (data === "warning")) || (data === "info")) || (data === "off"))){
const err0 = {instancePath,schemaPath:"#/enum",keyword:"enum",params:{allowedValues: schema57.enum}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate142.errors = vErrors;
return errors === 0;
}

const schema58 = {"type":"object","additionalProperties":false,"required":["rule","reason","owner","expires"],"properties":{"rule":{"$ref":"#/definitions/ruleId"},"crd":{"$ref":"#/definitions/crdName"},"version":{"$ref":"#/definitions/versionName"},"path":{"$ref":"#/definitions/waivedPath"},"clusters":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/clusterPattern"}},"reason":{"$ref":"#/definitions/text"},"owner":{"$ref":"#/definitions/text"},"expires":{"$ref":"#/definitions/date"}},"anyOf":[{"required":["crd"]},{"required":["path"]}]};
const schema59 = {"type":"string","pattern":"^[a-z0-9]+(-[a-z0-9]+)*$"};
const pattern38 = new RegExp("^[a-z0-9]+(-[a-z0-9]+)*$", "u");

function validate145(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern38.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]+(-[a-z0-9]+)*$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate145.errors = vErrors;
return errors === 0;
}

const schema60 = {"type":"string","pattern":"^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$"};
const pattern39 = new RegExp("^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$", "u");

function validate147(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern39.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate147.errors = vErrors;
return errors === 0;
}

const schema61 = {"type":"string","pattern":"^[^\\s*]+$"};
const pattern40 = new RegExp("^[^\\s*]+$", "u");

function validate149(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern40.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[^\\s*]+$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate149.errors = vErrors;
return errors === 0;
}

const schema62 = {"type":"string","pattern":"^(?!-|/|\\\\|[A-Za-z]:[/\\\\])(?!(?:[^\\n]*[/\\\\])?\\.\\.(?:$|[/\\\\]))[^*\\u0000-\\u001f\\u007f]+$"};
const pattern41 = new RegExp("^(?!-|/|\\\\|[A-Za-z]:[/\\\\])(?!(?:[^\\n]*[/\\\\])?\\.\\.(?:$|[/\\\\]))[^*\\u0000-\\u001f\\u007f]+$", "u");

function validate151(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern41.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?!-|/|\\\\|[A-Za-z]:[/\\\\])(?!(?:[^\\n]*[/\\\\])?\\.\\.(?:$|[/\\\\]))[^*\\u0000-\\u001f\\u007f]+$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate151.errors = vErrors;
return errors === 0;
}

const schema63 = {"type":"string","pattern":"\\S"};

function validate154(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern1.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate154.errors = vErrors;
return errors === 0;
}

const schema64 = {"type":"string","format":"date"};
const formats4 = formats.date;

function validate157(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!(formats4(data))){
const err0 = {instancePath,schemaPath:"#/format",keyword:"format",params:{format: "date"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate157.errors = vErrors;
return errors === 0;
}


function validate144(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.crd === undefined){
const err0 = {instancePath,schemaPath:"#/anyOf/0/required",keyword:"required",params:{missingProperty: "crd"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
if(!valid0){
const _errs3 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.path === undefined){
const err1 = {instancePath,schemaPath:"#/anyOf/1/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
}
if(!valid0){
const err2 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.rule === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "rule"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.reason === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "reason"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.owner === undefined){
const err5 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "owner"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.expires === undefined){
const err6 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "expires"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
for(const key0 in data){
if(!((((((((key0 === "rule") || (key0 === "crd")) || (key0 === "version")) || (key0 === "path")) || (key0 === "clusters")) || (key0 === "reason")) || (key0 === "owner")) || (key0 === "expires"))){
const err7 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.rule !== undefined){
if(!(validate145(data.rule, {instancePath:instancePath+"/rule",parentData:data,parentDataProperty:"rule",rootData}))){
vErrors = appended(vErrors, validate145.errors);
errors = vErrors.length;
}
}
if(data.crd !== undefined){
if(!(validate147(data.crd, {instancePath:instancePath+"/crd",parentData:data,parentDataProperty:"crd",rootData}))){
vErrors = appended(vErrors, validate147.errors);
errors = vErrors.length;
}
}
if(data.version !== undefined){
if(!(validate149(data.version, {instancePath:instancePath+"/version",parentData:data,parentDataProperty:"version",rootData}))){
vErrors = appended(vErrors, validate149.errors);
errors = vErrors.length;
}
}
if(data.path !== undefined){
if(!(validate151(data.path, {instancePath:instancePath+"/path",parentData:data,parentDataProperty:"path",rootData}))){
vErrors = appended(vErrors, validate151.errors);
errors = vErrors.length;
}
}
if(data.clusters !== undefined){
let data4 = data.clusters;
if(Array.isArray(data4)){
if(data4.length < 1){
const err8 = {instancePath:instancePath+"/clusters",schemaPath:"#/properties/clusters/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
if(!(validate113(data4[i0], {instancePath:instancePath+"/clusters/" + i0,parentData:data4,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate113.errors);
errors = vErrors.length;
}
}
}
else {
const err9 = {instancePath:instancePath+"/clusters",schemaPath:"#/properties/clusters/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.reason !== undefined){
if(!(validate154(data.reason, {instancePath:instancePath+"/reason",parentData:data,parentDataProperty:"reason",rootData}))){
vErrors = appended(vErrors, validate154.errors);
errors = vErrors.length;
}
}
if(data.owner !== undefined){
if(!(validate154(data.owner, {instancePath:instancePath+"/owner",parentData:data,parentDataProperty:"owner",rootData}))){
vErrors = appended(vErrors, validate154.errors);
errors = vErrors.length;
}
}
if(data.expires !== undefined){
if(!(validate157(data.expires, {instancePath:instancePath+"/expires",parentData:data,parentDataProperty:"expires",rootData}))){
vErrors = appended(vErrors, validate157.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
validate144.errors = vErrors;
return errors === 0;
}

const pattern37 = new RegExp("^([A-Za-z][A-Za-z0-9._-]*-)?v?[0-9]+\\.[0-9]", "u");

function validate95(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/config.json" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema38.properties, key0))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.manifests !== undefined){
let data0 = data.manifests;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
if(!((key1 === "include") || (key1 === "exclude"))){
const err1 = {instancePath:instancePath+"/manifests",schemaPath:"#/properties/manifests/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data0.include !== undefined){
if(!(validate96(data0.include, {instancePath:instancePath+"/manifests/include",parentData:data0,parentDataProperty:"include",rootData}))){
vErrors = appended(vErrors, validate96.errors);
errors = vErrors.length;
}
}
if(data0.exclude !== undefined){
if(!(validate96(data0.exclude, {instancePath:instancePath+"/manifests/exclude",parentData:data0,parentDataProperty:"exclude",rootData}))){
vErrors = appended(vErrors, validate96.errors);
errors = vErrors.length;
}
}
}
else {
const err2 = {instancePath:instancePath+"/manifests",schemaPath:"#/properties/manifests/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.rendered !== undefined){
if(!(validate96(data.rendered, {instancePath:instancePath+"/rendered",parentData:data,parentDataProperty:"rendered",rootData}))){
vErrors = appended(vErrors, validate96.errors);
errors = vErrors.length;
}
}
if(data.helm !== undefined){
let data4 = data.helm;
if(Array.isArray(data4)){
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
if(!(validate102(data4[i0], {instancePath:instancePath+"/helm/" + i0,parentData:data4,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate102.errors);
errors = vErrors.length;
}
}
}
else {
const err3 = {instancePath:instancePath+"/helm",schemaPath:"#/properties/helm/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.kustomize !== undefined){
let data6 = data.kustomize;
if(Array.isArray(data6)){
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
if(!(validate119(data6[i1], {instancePath:instancePath+"/kustomize/" + i1,parentData:data6,parentDataProperty:i1,rootData}))){
vErrors = appended(vErrors, validate119.errors);
errors = vErrors.length;
}
}
}
else {
const err4 = {instancePath:instancePath+"/kustomize",schemaPath:"#/properties/kustomize/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.sources !== undefined){
let data8 = data.sources;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key2 in data8){
if(!(((key2 === "require") || (key2 === "ignore")) || (key2 === "substitute"))){
const err5 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data8.require !== undefined){
let data9 = data8.require;
if(!(((data9 === "all") || (data9 === "changed")) || (data9 === "none"))){
const err6 = {instancePath:instancePath+"/sources/require",schemaPath:"#/properties/sources/properties/require/enum",keyword:"enum",params:{allowedValues: schema38.properties.sources.properties.require.enum}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data8.ignore !== undefined){
if(!(validate96(data8.ignore, {instancePath:instancePath+"/sources/ignore",parentData:data8,parentDataProperty:"ignore",rootData}))){
vErrors = appended(vErrors, validate96.errors);
errors = vErrors.length;
}
}
if(data8.substitute !== undefined){
let data11 = data8.substitute;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key3 in data11){
const _errs21 = errors;
if(!(validate124(key3, {instancePath:instancePath+"/sources/substitute",parentData:data11,parentDataProperty:"substitute",rootData}))){
vErrors = appended(vErrors, validate124.errors);
errors = vErrors.length;
}
var valid7 = _errs21 === errors;
if(!valid7){
const err7 = {instancePath:instancePath+"/sources/substitute",schemaPath:"#/properties/sources/properties/substitute/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
for(const key4 in data11){
if(typeof data11[key4] !== "string"){
const err8 = {instancePath:instancePath+"/sources/substitute/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/sources/properties/substitute/additionalProperties/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath:instancePath+"/sources/substitute",schemaPath:"#/properties/sources/properties/substitute/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.argo !== undefined){
let data13 = data.argo;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key5 in data13){
if(!(key5 === "destinations")){
const err11 = {instancePath:instancePath+"/argo",schemaPath:"#/properties/argo/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data13.destinations !== undefined){
let data14 = data13.destinations;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
for(const key6 in data14){
if(!(validate126(data14[key6], {instancePath:instancePath+"/argo/destinations/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data14,parentDataProperty:key6,rootData}))){
vErrors = appended(vErrors, validate126.errors);
errors = vErrors.length;
}
}
}
else {
const err12 = {instancePath:instancePath+"/argo/destinations",schemaPath:"#/properties/argo/properties/destinations/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/argo",schemaPath:"#/properties/argo/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.fetch !== undefined){
let data16 = data.fetch;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
for(const key7 in data16){
if(!(key7 === "allow")){
const err14 = {instancePath:instancePath+"/fetch",schemaPath:"#/properties/fetch/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key7}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data16.allow !== undefined){
let data17 = data16.allow;
if(Array.isArray(data17)){
const len2 = data17.length;
for(let i2=0; i2<len2; i2++){
if(!(validate128(data17[i2], {instancePath:instancePath+"/fetch/allow/" + i2,parentData:data17,parentDataProperty:i2,rootData}))){
vErrors = appended(vErrors, validate128.errors);
errors = vErrors.length;
}
}
}
else {
const err15 = {instancePath:instancePath+"/fetch/allow",schemaPath:"#/properties/fetch/properties/allow/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/fetch",schemaPath:"#/properties/fetch/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.apply !== undefined){
if(!(validate130(data.apply, {instancePath:instancePath+"/apply",parentData:data,parentDataProperty:"apply",rootData}))){
vErrors = appended(vErrors, validate130.errors);
errors = vErrors.length;
}
}
if(data.snapshots !== undefined){
if(!(validate132(data.snapshots, {instancePath:instancePath+"/snapshots",parentData:data,parentDataProperty:"snapshots",rootData}))){
vErrors = appended(vErrors, validate132.errors);
errors = vErrors.length;
}
}
if(data.maxSnapshotAge !== undefined){
if(!(validate135(data.maxSnapshotAge, {instancePath:instancePath+"/maxSnapshotAge",parentData:data,parentDataProperty:"maxSnapshotAge",rootData}))){
vErrors = appended(vErrors, validate135.errors);
errors = vErrors.length;
}
}
if(data.releases !== undefined){
let data22 = data.releases;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
for(const key8 in data22){
if(!(((((key8 === "histories") || (key8 === "tags")) || (key8 === "paths")) || (key8 === "preReleases")) || (key8 === "since"))){
const err17 = {instancePath:instancePath+"/releases",schemaPath:"#/properties/releases/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data22.histories !== undefined){
let data23 = data22.histories;
if(Array.isArray(data23)){
if(data23.length > 50){
const err18 = {instancePath:instancePath+"/releases/histories",schemaPath:"#/properties/releases/properties/histories/maxItems",keyword:"maxItems",params:{limit: 50}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
const len3 = data23.length;
for(let i3=0; i3<len3; i3++){
let data24 = data23[i3];
if(typeof data24 === "string"){
if(!pattern1.test(data24)){
const err19 = {instancePath:instancePath+"/releases/histories/" + i3,schemaPath:"#/properties/releases/properties/histories/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
else {
const err20 = {instancePath:instancePath+"/releases/histories/" + i3,schemaPath:"#/properties/releases/properties/histories/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
}
else {
const err21 = {instancePath:instancePath+"/releases/histories",schemaPath:"#/properties/releases/properties/histories/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data22.tags !== undefined){
let data25 = data22.tags;
if((typeof data25 !== "string") && (!(Array.isArray(data25)))){
const err22 = {instancePath:instancePath+"/releases/tags",schemaPath:"#/properties/releases/properties/tags/type",keyword:"type",params:{type: schema38.properties.releases.properties.tags.type}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(typeof data25 === "string"){
if(!pattern1.test(data25)){
const err23 = {instancePath:instancePath+"/releases/tags",schemaPath:"#/properties/releases/properties/tags/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(Array.isArray(data25)){
if(data25.length > 50){
const err24 = {instancePath:instancePath+"/releases/tags",schemaPath:"#/properties/releases/properties/tags/maxItems",keyword:"maxItems",params:{limit: 50}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
const len4 = data25.length;
for(let i4=0; i4<len4; i4++){
let data26 = data25[i4];
if(typeof data26 === "string"){
if(!pattern1.test(data26)){
const err25 = {instancePath:instancePath+"/releases/tags/" + i4,schemaPath:"#/properties/releases/properties/tags/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/releases/tags/" + i4,schemaPath:"#/properties/releases/properties/tags/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
}
if(data22.paths !== undefined){
let data27 = data22.paths;
if(Array.isArray(data27)){
if(data27.length > 50){
const err27 = {instancePath:instancePath+"/releases/paths",schemaPath:"#/properties/releases/properties/paths/maxItems",keyword:"maxItems",params:{limit: 50}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
const len5 = data27.length;
for(let i5=0; i5<len5; i5++){
let data28 = data27[i5];
if(typeof data28 === "string"){
if(!pattern1.test(data28)){
const err28 = {instancePath:instancePath+"/releases/paths/" + i5,schemaPath:"#/properties/releases/properties/paths/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
else {
const err29 = {instancePath:instancePath+"/releases/paths/" + i5,schemaPath:"#/properties/releases/properties/paths/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
}
else {
const err30 = {instancePath:instancePath+"/releases/paths",schemaPath:"#/properties/releases/properties/paths/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
if(data22.preReleases !== undefined){
if(typeof data22.preReleases !== "boolean"){
const err31 = {instancePath:instancePath+"/releases/preReleases",schemaPath:"#/properties/releases/properties/preReleases/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data22.since !== undefined){
let data30 = data22.since;
if(typeof data30 === "string"){
if(!pattern37.test(data30)){
const err32 = {instancePath:instancePath+"/releases/since",schemaPath:"#/properties/releases/properties/since/pattern",keyword:"pattern",params:{pattern: "^([A-Za-z][A-Za-z0-9._-]*-)?v?[0-9]+\\.[0-9]"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/releases/since",schemaPath:"#/properties/releases/properties/since/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/releases",schemaPath:"#/properties/releases/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data.targets !== undefined){
let data31 = data.targets;
if(Array.isArray(data31)){
const len6 = data31.length;
for(let i6=0; i6<len6; i6++){
if(!(validate137(data31[i6], {instancePath:instancePath+"/targets/" + i6,parentData:data31,parentDataProperty:i6,rootData}))){
vErrors = appended(vErrors, validate137.errors);
errors = vErrors.length;
}
}
}
else {
const err35 = {instancePath:instancePath+"/targets",schemaPath:"#/properties/targets/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
if(data.rules !== undefined){
let data33 = data.rules;
if(data33 && typeof data33 == "object" && !Array.isArray(data33)){
for(const key9 in data33){
if(!(validate142(data33[key9], {instancePath:instancePath+"/rules/" + key9.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data33,parentDataProperty:key9,rootData}))){
vErrors = appended(vErrors, validate142.errors);
errors = vErrors.length;
}
}
}
else {
const err36 = {instancePath:instancePath+"/rules",schemaPath:"#/properties/rules/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data.waivers !== undefined){
let data35 = data.waivers;
if(Array.isArray(data35)){
const len7 = data35.length;
for(let i7=0; i7<len7; i7++){
if(!(validate144(data35[i7], {instancePath:instancePath+"/waivers/" + i7,parentData:data35,parentDataProperty:i7,rootData}))){
vErrors = appended(vErrors, validate144.errors);
errors = vErrors.length;
}
}
}
else {
const err37 = {instancePath:instancePath+"/waivers",schemaPath:"#/properties/waivers/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
else {
const err38 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
validate95.errors = vErrors;
return errors === 0;
}
export const reportValidator = /* @__PURE__ */ (() => {
const validator = validate21;
const schema6 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/report.json","type":"object","additionalProperties":false,"required":["formatVersion","tool","mode","result","base","clusters","coverage","predictions","findings","waivers","problems","notices"],"properties":{"formatVersion":{"enum":[1,2]},"tool":{"type":"object","additionalProperties":false,"required":["name","version"],"properties":{"name":{"const":"crd-upgrade-guard"},"version":{"type":"string"}}},"mode":{"enum":["check","gate"]},"folder":{"type":"string"},"result":{"enum":["pass","warn","fail","error"]},"base":{"$ref":"#/definitions/base"},"clusters":{"type":"array","items":{"$ref":"#/definitions/cluster"}},"coverage":{"$ref":"#/definitions/coverage"},"predictions":{"type":"array","items":{"$ref":"#/definitions/prediction"}},"migrationDebt":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/migrationDebt"}},"findings":{"type":"array","items":{"$ref":"#/definitions/finding"}},"waivers":{"type":"array","items":{"$ref":"#/definitions/waiver"}},"problems":{"type":"array","items":{"$ref":"#/definitions/problem"}},"notices":{"type":"array","items":{"type":"string"}}},"if":{"properties":{"result":{"const":"error"}}},"then":{"properties":{"problems":{"type":"array","minItems":1}}},"else":{"properties":{"problems":{"type":"array","maxItems":0}}},"definitions":{"line":{"type":"integer","minimum":1},"column":{"type":"integer","minimum":1},"count":{"type":"integer","minimum":0},"names":{"type":"array","items":{"type":"string"}},"base":{"type":"object","additionalProperties":false,"required":["available"],"properties":{"available":{"type":"boolean"},"rev":{"type":"string"},"reason":{"type":"string"}},"if":{"properties":{"available":{"const":true}}},"then":{"required":["rev"],"not":{"required":["reason"]}},"else":{"required":["reason"],"not":{"required":["rev"]}}},"cluster":{"type":"object","additionalProperties":false,"required":["name","path","serverVersion","proven","capturedAt","ageHours","stale","complete","crds"],"properties":{"name":{"type":"string"},"path":{"type":"string"},"serverVersion":{"type":["string","null"]},"proven":{"type":"boolean"},"judgedAs":{"type":"string","pattern":"^[0-9]+\\.[0-9]+$"},"capturedAt":{"type":["string","null"]},"ageHours":{"type":["integer","null"]},"stale":{"type":"boolean"},"complete":{"type":"boolean"},"crds":{"$ref":"#/definitions/count"}}},"coverage":{"type":"object","additionalProperties":false,"required":["filesScanned","filesWithCrds","crds","partial","notRead","notApplied"],"properties":{"filesScanned":{"$ref":"#/definitions/count"},"filesWithCrds":{"$ref":"#/definitions/count"},"crds":{"$ref":"#/definitions/count"},"partial":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","line","crd","reason"],"properties":{"path":{"type":"string"},"line":{"$ref":"#/definitions/line"},"crd":{"type":["string","null"]},"reason":{"type":"string"}}}},"notRead":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","reason"],"properties":{"path":{"type":"string"},"reason":{"type":"string"},"mayHoldCrds":{"const":true},"isFolder":{"const":true}}}},"notApplied":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["crd","path","reason"],"properties":{"crd":{"type":"string"},"path":{"type":"string"},"reason":{"type":"string"}}}},"objects":{"type":"object","additionalProperties":false,"required":["judged","open"],"properties":{"judged":{"$ref":"#/definitions/count"},"open":{"$ref":"#/definitions/count"}}},"sources":{"type":"array","items":{"$ref":"#/definitions/deployed"}}}},"deployed":{"type":"object","additionalProperties":false,"required":["kind","name","namespace","from","version","path","line","clusters","state","reason","crds"],"properties":{"kind":{"enum":["HelmRelease","Kustomization","Application","ApplicationSet","HelmChart","Subscription","ClusterExtension","Provider","Configuration","PackageInstall","App","Chart.yaml","kustomization","helmfile","fleet.yaml"]},"name":{"type":"string"},"namespace":{"type":["string","null"]},"from":{"type":"string"},"version":{"type":["string","null"]},"path":{"type":"string"},"line":{"$ref":"#/definitions/line"},"clusters":{"$ref":"#/definitions/names"},"state":{"enum":["compared","no-crds","not-compared","ignored"]},"reason":{"type":"string"},"crds":{"$ref":"#/definitions/names"},"changed":{"const":true},"by":{"type":"array","minItems":1,"items":{"type":"object","additionalProperties":false,"required":["kind","name","namespace"],"properties":{"kind":{"type":"string"},"name":{"type":"string"},"namespace":{"type":["string","null"]}}}}}},"source":{"type":"object","additionalProperties":false,"required":["path","line","document"],"properties":{"path":{"type":"string"},"line":{"$ref":"#/definitions/line"},"document":{"$ref":"#/definitions/count"},"item":{"$ref":"#/definitions/count"},"helmSource":{"type":"string"}}},"migrationDebt":{"type":"object","additionalProperties":false,"required":["crd","clusters","storageVersion","oldVersions"],"properties":{"crd":{"type":"string"},"clusters":{"$ref":"#/definitions/names"},"storageVersion":{"type":"string"},"oldVersions":{"type":"array","minItems":1,"items":{"type":"string"}}}},"prediction":{"type":"object","additionalProperties":false,"required":["crd","clusters","from","source","appliesBecause","operation","outcome","errors","storedVersionsEvaluated","undecided"],"properties":{"crd":{"type":"string"},"clusters":{"$ref":"#/definitions/names"},"from":{"enum":["snapshot","base-delivered"]},"source":{"$ref":"#/definitions/source"},"appliesBecause":{"type":"string"},"operation":{"enum":["create","update"]},"outcome":{"enum":["accepted","rejected","undecided"]},"unproven":{"const":true},"judgedAs":{"type":"string","pattern":"^[0-9]+\\.[0-9]+$"},"errors":{"type":"array","items":{"$ref":"#/definitions/error"}},"storedVersionsBefore":{"$ref":"#/definitions/names"},"storedVersionsEvaluated":{"$ref":"#/definitions/names"},"storedVersionsAfter":{"$ref":"#/definitions/names"},"undecided":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","reason"],"properties":{"path":{"type":"string"},"reason":{"type":"string"}}}}}},"error":{"type":"object","additionalProperties":false,"required":["type","field","detail","yamlPath","rule"],"properties":{"type":{"enum":["FieldValueRequired","FieldValueInvalid","FieldValueTypeInvalid","FieldValueNotSupported","FieldValueForbidden","FieldValueDuplicate","FieldValueTooLong","FieldValueTooMany","InternalError","NoMatch","DecodeError","BadRequest","TooLarge"]},"field":{"type":"string"},"value":{"type":"string"},"detail":{"type":"string"},"yamlPath":{"type":"string"},"rule":{"type":"string"}}},"finding":{"type":"object","additionalProperties":false,"required":["rule","severity","state","clusters","message","location","related","remedy","fingerprint","docs"],"properties":{"rule":{"type":"string","pattern":"^[a-z0-9]+(-[a-z0-9]+)*$"},"cause":{"type":"string","pattern":"^[a-z0-9]+(-[a-z0-9]+)*$"},"severity":{"enum":["error","warning","info"]},"state":{"enum":["introduced","revealed","preexisting"]},"crd":{"type":"string"},"crds":{"$ref":"#/definitions/names"},"version":{"type":"string"},"versions":{"$ref":"#/definitions/names"},"clusters":{"$ref":"#/definitions/names"},"waived":{"type":"object","additionalProperties":false,"required":["reason","owner","expires"],"properties":{"reason":{"type":"string"},"owner":{"type":"string"},"expires":{"type":"string","format":"date"}}},"message":{"type":"string"},"serverMessage":{"type":"string"},"location":{"$ref":"#/definitions/location"},"lines":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","startLine","text"],"properties":{"path":{"type":"string"},"startLine":{"$ref":"#/definitions/line"},"text":{"type":"string"},"more":{"type":"integer","minimum":1},"inBase":{"$ref":"#/definitions/inBase"}}}},"related":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","startLine","message"],"properties":{"path":{"type":"string"},"startLine":{"$ref":"#/definitions/line"},"message":{"type":"string"},"inBase":{"$ref":"#/definitions/inBase"}}}},"remedy":{"$ref":"#/definitions/remedy"},"fingerprint":{"type":"string","pattern":"^fp1:[0-9a-f]{64}$"},"rendered":{"$ref":"#/definitions/rendered"},"document":{"$ref":"#/definitions/document"},"removed":{"$ref":"#/definitions/removed"},"otherPlaces":{"type":"array","minItems":1,"items":{"type":"object","additionalProperties":false,"required":["location"],"properties":{"location":{"$ref":"#/definitions/location"},"rendered":{"$ref":"#/definitions/rendered"},"document":{"$ref":"#/definitions/document"},"removed":{"$ref":"#/definitions/removed"}}}},"docs":{"type":"string","pattern":"^https://github\\.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/[a-z0-9-]+\\.md$"}}},"rendered":{"type":"object","additionalProperties":false,"required":["path","startLine"],"properties":{"path":{"type":"string"},"startLine":{"$ref":"#/definitions/line"}}},"document":{"type":"object","additionalProperties":false,"required":["startLine","endLine"],"properties":{"startLine":{"$ref":"#/definitions/line"},"endLine":{"$ref":"#/definitions/line"}}},"removed":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["version","path","line"],"properties":{"version":{"type":"string"},"path":{"type":"string"},"line":{"$ref":"#/definitions/line"}}}},"inBase":{"const":true},"location":{"type":"object","additionalProperties":false,"required":["path","startLine","startColumn","endLine","endColumn","yamlPath"],"properties":{"path":{"type":"string"},"startLine":{"$ref":"#/definitions/line"},"startColumn":{"$ref":"#/definitions/column"},"endLine":{"$ref":"#/definitions/line"},"endColumn":{"$ref":"#/definitions/column"},"yamlPath":{"type":"string"},"inBase":{"$ref":"#/definitions/inBase"},"absent":{"const":true},"blob":{"type":"string","pattern":"^[0-9a-f]{40}$"}}},"remedy":{"type":"object","additionalProperties":false,"required":["summary","steps"],"properties":{"summary":{"type":"string"},"steps":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["text"],"properties":{"text":{"type":"string"},"command":{"type":"string"},"clusters":{"$ref":"#/definitions/names"}}}},"suggestion":{"type":"string"},"insertion":{"type":"object","additionalProperties":false,"required":["text","after"],"properties":{"text":{"type":"string"},"after":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/line"}}}}}},"waiver":{"type":"object","additionalProperties":false,"required":["rule","status","reason","owner","expires"],"properties":{"rule":{"type":"string"},"crd":{"type":"string"},"version":{"type":"string"},"path":{"type":"string"},"status":{"enum":["applied","expired","unused"]},"reason":{"type":"string"},"owner":{"type":"string"},"expires":{"type":"string","format":"date"}}},"problem":{"type":"object","additionalProperties":false,"required":["message","remedy"],"properties":{"path":{"type":"string"},"line":{"$ref":"#/definitions/line"},"column":{"$ref":"#/definitions/column"},"message":{"type":"string"},"remedy":{"type":"string"}}}}};
const func2 = Object.prototype.hasOwnProperty;
const schema7 = {"type":"object","additionalProperties":false,"required":["available"],"properties":{"available":{"type":"boolean"},"rev":{"type":"string"},"reason":{"type":"string"}},"if":{"properties":{"available":{"const":true}}},"then":{"required":["rev"],"not":{"required":["reason"]}},"else":{"required":["reason"],"not":{"required":["rev"]}}};

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
const _errs1 = errors;
let valid0 = true;
const _errs2 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.available !== undefined){
if(true !== data.available){
const err0 = {};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
}
var _valid0 = _errs2 === errors;
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
let ifClause0;
if(_valid0){
const _errs4 = errors;
const _errs5 = errors;
const _errs6 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((data.reason === undefined) && (missing0 = "reason")){
const err1 = {};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var valid2 = _errs6 === errors;
if(valid2){
validate22.errors = [{instancePath,schemaPath:"#/then/not",keyword:"not",params:{}}];
return false;
}
else {
errors = _errs5;
if(vErrors !== null){
if(_errs5){
vErrors.length = _errs5;
}
else {
vErrors = null;
}
}
}
if(errors === _errs4){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing1;
if((data.rev === undefined) && (missing1 = "rev")){
validate22.errors = [{instancePath,schemaPath:"#/then/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
}
}
var _valid0 = _errs4 === errors;
valid0 = _valid0;
ifClause0 = "then";
}
else {
const _errs7 = errors;
const _errs8 = errors;
const _errs9 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
let missing2;
if((data.rev === undefined) && (missing2 = "rev")){
const err2 = {};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var valid3 = _errs9 === errors;
if(valid3){
validate22.errors = [{instancePath,schemaPath:"#/else/not",keyword:"not",params:{}}];
return false;
}
else {
errors = _errs8;
if(vErrors !== null){
if(_errs8){
vErrors.length = _errs8;
}
else {
vErrors = null;
}
}
}
if(errors === _errs7){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing3;
if((data.reason === undefined) && (missing3 = "reason")){
validate22.errors = [{instancePath,schemaPath:"#/else/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
}
}
var _valid0 = _errs7 === errors;
valid0 = _valid0;
ifClause0 = "else";
}
if(!valid0){
const err3 = {instancePath,schemaPath:"#/if",keyword:"if",params:{failingKeyword: ifClause0}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
validate22.errors = vErrors;
return false;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing4;
if((data.available === undefined) && (missing4 = "available")){
validate22.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
const _errs10 = errors;
for(const key0 in data){
if(!(((key0 === "available") || (key0 === "rev")) || (key0 === "reason"))){
validate22.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs10 === errors){
if(data.available !== undefined){
const _errs11 = errors;
if(typeof data.available !== "boolean"){
validate22.errors = [{instancePath:instancePath+"/available",schemaPath:"#/properties/available/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid4 = _errs11 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.rev !== undefined){
const _errs13 = errors;
if(typeof data.rev !== "string"){
validate22.errors = [{instancePath:instancePath+"/rev",schemaPath:"#/properties/rev/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid4 = _errs13 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.reason !== undefined){
const _errs15 = errors;
if(typeof data.reason !== "string"){
validate22.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid4 = _errs15 === errors;
}
else {
var valid4 = true;
}
}
}
}
}
}
else {
validate22.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate22.errors = vErrors;
return errors === 0;
}

const schema8 = {"type":"object","additionalProperties":false,"required":["name","path","serverVersion","proven","capturedAt","ageHours","stale","complete","crds"],"properties":{"name":{"type":"string"},"path":{"type":"string"},"serverVersion":{"type":["string","null"]},"proven":{"type":"boolean"},"judgedAs":{"type":"string","pattern":"^[0-9]+\\.[0-9]+$"},"capturedAt":{"type":["string","null"]},"ageHours":{"type":["integer","null"]},"stale":{"type":"boolean"},"complete":{"type":"boolean"},"crds":{"$ref":"#/definitions/count"}}};
const pattern0 = new RegExp("^[0-9]+\\.[0-9]+$", "u");
const schema9 = {"type":"integer","minimum":0};

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))){
validate25.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === 0){
if((typeof data == "number") && (isFinite(data))){
if(data < 0 || isNaN(data)){
validate25.errors = [{instancePath,schemaPath:"#/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}}];
return false;
}
}
}
validate25.errors = vErrors;
return errors === 0;
}


function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((((((data.name === undefined) && (missing0 = "name")) || ((data.path === undefined) && (missing0 = "path"))) || ((data.serverVersion === undefined) && (missing0 = "serverVersion"))) || ((data.proven === undefined) && (missing0 = "proven"))) || ((data.capturedAt === undefined) && (missing0 = "capturedAt"))) || ((data.ageHours === undefined) && (missing0 = "ageHours"))) || ((data.stale === undefined) && (missing0 = "stale"))) || ((data.complete === undefined) && (missing0 = "complete"))) || ((data.crds === undefined) && (missing0 = "crds"))){
validate24.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema8.properties, key0))){
validate24.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.name !== undefined){
const _errs2 = errors;
if(typeof data.name !== "string"){
validate24.errors = [{instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.path !== undefined){
const _errs4 = errors;
if(typeof data.path !== "string"){
validate24.errors = [{instancePath:instancePath+"/path",schemaPath:"#/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.serverVersion !== undefined){
let data2 = data.serverVersion;
const _errs6 = errors;
if((typeof data2 !== "string") && (data2 !== null)){
validate24.errors = [{instancePath:instancePath+"/serverVersion",schemaPath:"#/properties/serverVersion/type",keyword:"type",params:{type: schema8.properties.serverVersion.type}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.proven !== undefined){
const _errs8 = errors;
if(typeof data.proven !== "boolean"){
validate24.errors = [{instancePath:instancePath+"/proven",schemaPath:"#/properties/proven/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.judgedAs !== undefined){
let data4 = data.judgedAs;
const _errs10 = errors;
if(errors === _errs10){
if(typeof data4 === "string"){
if(!pattern0.test(data4)){
validate24.errors = [{instancePath:instancePath+"/judgedAs",schemaPath:"#/properties/judgedAs/pattern",keyword:"pattern",params:{pattern: "^[0-9]+\\.[0-9]+$"}}];
return false;
}
}
else {
validate24.errors = [{instancePath:instancePath+"/judgedAs",schemaPath:"#/properties/judgedAs/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.capturedAt !== undefined){
let data5 = data.capturedAt;
const _errs12 = errors;
if((typeof data5 !== "string") && (data5 !== null)){
validate24.errors = [{instancePath:instancePath+"/capturedAt",schemaPath:"#/properties/capturedAt/type",keyword:"type",params:{type: schema8.properties.capturedAt.type}}];
return false;
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.ageHours !== undefined){
let data6 = data.ageHours;
const _errs14 = errors;
if((!(((typeof data6 == "number") && (!(data6 % 1) && !isNaN(data6))) && (isFinite(data6)))) && (data6 !== null)){
validate24.errors = [{instancePath:instancePath+"/ageHours",schemaPath:"#/properties/ageHours/type",keyword:"type",params:{type: schema8.properties.ageHours.type}}];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.stale !== undefined){
const _errs16 = errors;
if(typeof data.stale !== "boolean"){
validate24.errors = [{instancePath:instancePath+"/stale",schemaPath:"#/properties/stale/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.complete !== undefined){
const _errs18 = errors;
if(typeof data.complete !== "boolean"){
validate24.errors = [{instancePath:instancePath+"/complete",schemaPath:"#/properties/complete/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.crds !== undefined){
const _errs20 = errors;
if(!(validate25(data.crds, {instancePath:instancePath+"/crds",parentData:data,parentDataProperty:"crds",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate24.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate24.errors = vErrors;
return errors === 0;
}

const schema10 = {"type":"object","additionalProperties":false,"required":["filesScanned","filesWithCrds","crds","partial","notRead","notApplied"],"properties":{"filesScanned":{"$ref":"#/definitions/count"},"filesWithCrds":{"$ref":"#/definitions/count"},"crds":{"$ref":"#/definitions/count"},"partial":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","line","crd","reason"],"properties":{"path":{"type":"string"},"line":{"$ref":"#/definitions/line"},"crd":{"type":["string","null"]},"reason":{"type":"string"}}}},"notRead":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","reason"],"properties":{"path":{"type":"string"},"reason":{"type":"string"},"mayHoldCrds":{"const":true},"isFolder":{"const":true}}}},"notApplied":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["crd","path","reason"],"properties":{"crd":{"type":"string"},"path":{"type":"string"},"reason":{"type":"string"}}}},"objects":{"type":"object","additionalProperties":false,"required":["judged","open"],"properties":{"judged":{"$ref":"#/definitions/count"},"open":{"$ref":"#/definitions/count"}}},"sources":{"type":"array","items":{"$ref":"#/definitions/deployed"}}}};
const schema11 = {"type":"integer","minimum":1};

function validate32(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))){
validate32.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === 0){
if((typeof data == "number") && (isFinite(data))){
if(data < 1 || isNaN(data)){
validate32.errors = [{instancePath,schemaPath:"#/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}}];
return false;
}
}
}
validate32.errors = vErrors;
return errors === 0;
}

const schema12 = {"type":"object","additionalProperties":false,"required":["kind","name","namespace","from","version","path","line","clusters","state","reason","crds"],"properties":{"kind":{"enum":["HelmRelease","Kustomization","Application","ApplicationSet","HelmChart","Subscription","ClusterExtension","Provider","Configuration","PackageInstall","App","Chart.yaml","kustomization","helmfile","fleet.yaml"]},"name":{"type":"string"},"namespace":{"type":["string","null"]},"from":{"type":"string"},"version":{"type":["string","null"]},"path":{"type":"string"},"line":{"$ref":"#/definitions/line"},"clusters":{"$ref":"#/definitions/names"},"state":{"enum":["compared","no-crds","not-compared","ignored"]},"reason":{"type":"string"},"crds":{"$ref":"#/definitions/names"},"changed":{"const":true},"by":{"type":"array","minItems":1,"items":{"type":"object","additionalProperties":false,"required":["kind","name","namespace"],"properties":{"kind":{"type":"string"},"name":{"type":"string"},"namespace":{"type":["string","null"]}}}}}};
const schema13 = {"type":"array","items":{"type":"string"}};

function validate38(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(Array.isArray(data)){
var valid0 = true;
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
const _errs1 = errors;
if(typeof data[i0] !== "string"){
validate38.errors = [{instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs1 === errors;
if(!valid0){
break;
}
}
}
else {
validate38.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
validate38.errors = vErrors;
return errors === 0;
}


function validate36(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((((((((data.kind === undefined) && (missing0 = "kind")) || ((data.name === undefined) && (missing0 = "name"))) || ((data.namespace === undefined) && (missing0 = "namespace"))) || ((data.from === undefined) && (missing0 = "from"))) || ((data.version === undefined) && (missing0 = "version"))) || ((data.path === undefined) && (missing0 = "path"))) || ((data.line === undefined) && (missing0 = "line"))) || ((data.clusters === undefined) && (missing0 = "clusters"))) || ((data.state === undefined) && (missing0 = "state"))) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.crds === undefined) && (missing0 = "crds"))){
validate36.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema12.properties, key0))){
validate36.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.kind !== undefined){
let data0 = data.kind;
const _errs2 = errors;
if(!(((((((((((((((data0 === "HelmRelease") || (data0 === "Kustomization")) || (data0 === "Application")) || (data0 === "ApplicationSet")) || (data0 === "HelmChart")) || (data0 === "Subscription")) || (data0 === "ClusterExtension")) || (data0 === "Provider")) || (data0 === "Configuration")) || (data0 === "PackageInstall")) || (data0 === "App")) || (data0 === "Chart.yaml")) || (data0 === "kustomization")) || (data0 === "helmfile")) || (data0 === "fleet.yaml"))){
validate36.errors = [{instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/enum",keyword:"enum",params:{allowedValues: schema12.properties.kind.enum}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.name !== undefined){
const _errs3 = errors;
if(typeof data.name !== "string"){
validate36.errors = [{instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.namespace !== undefined){
let data2 = data.namespace;
const _errs5 = errors;
if((typeof data2 !== "string") && (data2 !== null)){
validate36.errors = [{instancePath:instancePath+"/namespace",schemaPath:"#/properties/namespace/type",keyword:"type",params:{type: schema12.properties.namespace.type}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.from !== undefined){
const _errs7 = errors;
if(typeof data.from !== "string"){
validate36.errors = [{instancePath:instancePath+"/from",schemaPath:"#/properties/from/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.version !== undefined){
let data4 = data.version;
const _errs9 = errors;
if((typeof data4 !== "string") && (data4 !== null)){
validate36.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: schema12.properties.version.type}}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.path !== undefined){
const _errs11 = errors;
if(typeof data.path !== "string"){
validate36.errors = [{instancePath:instancePath+"/path",schemaPath:"#/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.line !== undefined){
const _errs13 = errors;
if(!(validate32(data.line, {instancePath:instancePath+"/line",parentData:data,parentDataProperty:"line",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.clusters !== undefined){
const _errs14 = errors;
if(!(validate38(data.clusters, {instancePath:instancePath+"/clusters",parentData:data,parentDataProperty:"clusters",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.state !== undefined){
let data8 = data.state;
const _errs15 = errors;
if(!((((data8 === "compared") || (data8 === "no-crds")) || (data8 === "not-compared")) || (data8 === "ignored"))){
validate36.errors = [{instancePath:instancePath+"/state",schemaPath:"#/properties/state/enum",keyword:"enum",params:{allowedValues: schema12.properties.state.enum}}];
return false;
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs16 = errors;
if(typeof data.reason !== "string"){
validate36.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.crds !== undefined){
const _errs18 = errors;
if(!(validate38(data.crds, {instancePath:instancePath+"/crds",parentData:data,parentDataProperty:"crds",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.changed !== undefined){
const _errs19 = errors;
if(true !== data.changed){
validate36.errors = [{instancePath:instancePath+"/changed",schemaPath:"#/properties/changed/const",keyword:"const",params:{allowedValue: true}}];
return false;
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.by !== undefined){
let data12 = data.by;
const _errs20 = errors;
if(errors === _errs20){
if(Array.isArray(data12)){
if(data12.length < 1){
validate36.errors = [{instancePath:instancePath+"/by",schemaPath:"#/properties/by/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid1 = true;
const len0 = data12.length;
for(let i0=0; i0<len0; i0++){
let data13 = data12[i0];
const _errs22 = errors;
if(errors === _errs22){
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
let missing1;
if((((data13.kind === undefined) && (missing1 = "kind")) || ((data13.name === undefined) && (missing1 = "name"))) || ((data13.namespace === undefined) && (missing1 = "namespace"))){
validate36.errors = [{instancePath:instancePath+"/by/" + i0,schemaPath:"#/properties/by/items/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs24 = errors;
for(const key1 in data13){
if(!(((key1 === "kind") || (key1 === "name")) || (key1 === "namespace"))){
validate36.errors = [{instancePath:instancePath+"/by/" + i0,schemaPath:"#/properties/by/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs24 === errors){
if(data13.kind !== undefined){
const _errs25 = errors;
if(typeof data13.kind !== "string"){
validate36.errors = [{instancePath:instancePath+"/by/" + i0+"/kind",schemaPath:"#/properties/by/items/properties/kind/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs25 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data13.name !== undefined){
const _errs27 = errors;
if(typeof data13.name !== "string"){
validate36.errors = [{instancePath:instancePath+"/by/" + i0+"/name",schemaPath:"#/properties/by/items/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs27 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data13.namespace !== undefined){
let data16 = data13.namespace;
const _errs29 = errors;
if((typeof data16 !== "string") && (data16 !== null)){
validate36.errors = [{instancePath:instancePath+"/by/" + i0+"/namespace",schemaPath:"#/properties/by/items/properties/namespace/type",keyword:"type",params:{type: schema12.properties.by.items.properties.namespace.type}}];
return false;
}
var valid2 = _errs29 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate36.errors = [{instancePath:instancePath+"/by/" + i0,schemaPath:"#/properties/by/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs22 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate36.errors = [{instancePath:instancePath+"/by",schemaPath:"#/properties/by/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate36.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate36.errors = vErrors;
return errors === 0;
}


function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((data.filesScanned === undefined) && (missing0 = "filesScanned")) || ((data.filesWithCrds === undefined) && (missing0 = "filesWithCrds"))) || ((data.crds === undefined) && (missing0 = "crds"))) || ((data.partial === undefined) && (missing0 = "partial"))) || ((data.notRead === undefined) && (missing0 = "notRead"))) || ((data.notApplied === undefined) && (missing0 = "notApplied"))){
validate28.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((((((key0 === "filesScanned") || (key0 === "filesWithCrds")) || (key0 === "crds")) || (key0 === "partial")) || (key0 === "notRead")) || (key0 === "notApplied")) || (key0 === "objects")) || (key0 === "sources"))){
validate28.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.filesScanned !== undefined){
const _errs2 = errors;
if(!(validate25(data.filesScanned, {instancePath:instancePath+"/filesScanned",parentData:data,parentDataProperty:"filesScanned",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.filesWithCrds !== undefined){
const _errs3 = errors;
if(!(validate25(data.filesWithCrds, {instancePath:instancePath+"/filesWithCrds",parentData:data,parentDataProperty:"filesWithCrds",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.crds !== undefined){
const _errs4 = errors;
if(!(validate25(data.crds, {instancePath:instancePath+"/crds",parentData:data,parentDataProperty:"crds",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.partial !== undefined){
let data3 = data.partial;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data3)){
var valid1 = true;
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
let data4 = data3[i0];
const _errs7 = errors;
if(errors === _errs7){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
let missing1;
if(((((data4.path === undefined) && (missing1 = "path")) || ((data4.line === undefined) && (missing1 = "line"))) || ((data4.crd === undefined) && (missing1 = "crd"))) || ((data4.reason === undefined) && (missing1 = "reason"))){
validate28.errors = [{instancePath:instancePath+"/partial/" + i0,schemaPath:"#/properties/partial/items/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs9 = errors;
for(const key1 in data4){
if(!((((key1 === "path") || (key1 === "line")) || (key1 === "crd")) || (key1 === "reason"))){
validate28.errors = [{instancePath:instancePath+"/partial/" + i0,schemaPath:"#/properties/partial/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs9 === errors){
if(data4.path !== undefined){
const _errs10 = errors;
if(typeof data4.path !== "string"){
validate28.errors = [{instancePath:instancePath+"/partial/" + i0+"/path",schemaPath:"#/properties/partial/items/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.line !== undefined){
const _errs12 = errors;
if(!(validate32(data4.line, {instancePath:instancePath+"/partial/" + i0+"/line",parentData:data4,parentDataProperty:"line",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid2 = _errs12 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.crd !== undefined){
let data7 = data4.crd;
const _errs13 = errors;
if((typeof data7 !== "string") && (data7 !== null)){
validate28.errors = [{instancePath:instancePath+"/partial/" + i0+"/crd",schemaPath:"#/properties/partial/items/properties/crd/type",keyword:"type",params:{type: schema10.properties.partial.items.properties.crd.type}}];
return false;
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data4.reason !== undefined){
const _errs15 = errors;
if(typeof data4.reason !== "string"){
validate28.errors = [{instancePath:instancePath+"/partial/" + i0+"/reason",schemaPath:"#/properties/partial/items/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs15 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/partial/" + i0,schemaPath:"#/properties/partial/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs7 === errors;
if(!valid1){
break;
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/partial",schemaPath:"#/properties/partial/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.notRead !== undefined){
let data9 = data.notRead;
const _errs17 = errors;
if(errors === _errs17){
if(Array.isArray(data9)){
var valid3 = true;
const len1 = data9.length;
for(let i1=0; i1<len1; i1++){
let data10 = data9[i1];
const _errs19 = errors;
if(errors === _errs19){
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
let missing2;
if(((data10.path === undefined) && (missing2 = "path")) || ((data10.reason === undefined) && (missing2 = "reason"))){
validate28.errors = [{instancePath:instancePath+"/notRead/" + i1,schemaPath:"#/properties/notRead/items/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
const _errs21 = errors;
for(const key2 in data10){
if(!((((key2 === "path") || (key2 === "reason")) || (key2 === "mayHoldCrds")) || (key2 === "isFolder"))){
validate28.errors = [{instancePath:instancePath+"/notRead/" + i1,schemaPath:"#/properties/notRead/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}}];
return false;
break;
}
}
if(_errs21 === errors){
if(data10.path !== undefined){
const _errs22 = errors;
if(typeof data10.path !== "string"){
validate28.errors = [{instancePath:instancePath+"/notRead/" + i1+"/path",schemaPath:"#/properties/notRead/items/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid4 = _errs22 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data10.reason !== undefined){
const _errs24 = errors;
if(typeof data10.reason !== "string"){
validate28.errors = [{instancePath:instancePath+"/notRead/" + i1+"/reason",schemaPath:"#/properties/notRead/items/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid4 = _errs24 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data10.mayHoldCrds !== undefined){
const _errs26 = errors;
if(true !== data10.mayHoldCrds){
validate28.errors = [{instancePath:instancePath+"/notRead/" + i1+"/mayHoldCrds",schemaPath:"#/properties/notRead/items/properties/mayHoldCrds/const",keyword:"const",params:{allowedValue: true}}];
return false;
}
var valid4 = _errs26 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data10.isFolder !== undefined){
const _errs27 = errors;
if(true !== data10.isFolder){
validate28.errors = [{instancePath:instancePath+"/notRead/" + i1+"/isFolder",schemaPath:"#/properties/notRead/items/properties/isFolder/const",keyword:"const",params:{allowedValue: true}}];
return false;
}
var valid4 = _errs27 === errors;
}
else {
var valid4 = true;
}
}
}
}
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/notRead/" + i1,schemaPath:"#/properties/notRead/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid3 = _errs19 === errors;
if(!valid3){
break;
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/notRead",schemaPath:"#/properties/notRead/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.notApplied !== undefined){
let data15 = data.notApplied;
const _errs28 = errors;
if(errors === _errs28){
if(Array.isArray(data15)){
var valid5 = true;
const len2 = data15.length;
for(let i2=0; i2<len2; i2++){
let data16 = data15[i2];
const _errs30 = errors;
if(errors === _errs30){
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
let missing3;
if((((data16.crd === undefined) && (missing3 = "crd")) || ((data16.path === undefined) && (missing3 = "path"))) || ((data16.reason === undefined) && (missing3 = "reason"))){
validate28.errors = [{instancePath:instancePath+"/notApplied/" + i2,schemaPath:"#/properties/notApplied/items/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
const _errs32 = errors;
for(const key3 in data16){
if(!(((key3 === "crd") || (key3 === "path")) || (key3 === "reason"))){
validate28.errors = [{instancePath:instancePath+"/notApplied/" + i2,schemaPath:"#/properties/notApplied/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}}];
return false;
break;
}
}
if(_errs32 === errors){
if(data16.crd !== undefined){
const _errs33 = errors;
if(typeof data16.crd !== "string"){
validate28.errors = [{instancePath:instancePath+"/notApplied/" + i2+"/crd",schemaPath:"#/properties/notApplied/items/properties/crd/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid6 = _errs33 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data16.path !== undefined){
const _errs35 = errors;
if(typeof data16.path !== "string"){
validate28.errors = [{instancePath:instancePath+"/notApplied/" + i2+"/path",schemaPath:"#/properties/notApplied/items/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid6 = _errs35 === errors;
}
else {
var valid6 = true;
}
if(valid6){
if(data16.reason !== undefined){
const _errs37 = errors;
if(typeof data16.reason !== "string"){
validate28.errors = [{instancePath:instancePath+"/notApplied/" + i2+"/reason",schemaPath:"#/properties/notApplied/items/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid6 = _errs37 === errors;
}
else {
var valid6 = true;
}
}
}
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/notApplied/" + i2,schemaPath:"#/properties/notApplied/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid5 = _errs30 === errors;
if(!valid5){
break;
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/notApplied",schemaPath:"#/properties/notApplied/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.objects !== undefined){
let data20 = data.objects;
const _errs39 = errors;
if(errors === _errs39){
if(data20 && typeof data20 == "object" && !Array.isArray(data20)){
let missing4;
if(((data20.judged === undefined) && (missing4 = "judged")) || ((data20.open === undefined) && (missing4 = "open"))){
validate28.errors = [{instancePath:instancePath+"/objects",schemaPath:"#/properties/objects/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
const _errs41 = errors;
for(const key4 in data20){
if(!((key4 === "judged") || (key4 === "open"))){
validate28.errors = [{instancePath:instancePath+"/objects",schemaPath:"#/properties/objects/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}}];
return false;
break;
}
}
if(_errs41 === errors){
if(data20.judged !== undefined){
const _errs42 = errors;
if(!(validate25(data20.judged, {instancePath:instancePath+"/objects/judged",parentData:data20,parentDataProperty:"judged",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
var valid7 = _errs42 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data20.open !== undefined){
const _errs43 = errors;
if(!(validate25(data20.open, {instancePath:instancePath+"/objects/open",parentData:data20,parentDataProperty:"open",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
var valid7 = _errs43 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/objects",schemaPath:"#/properties/objects/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs39 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.sources !== undefined){
let data23 = data.sources;
const _errs44 = errors;
if(errors === _errs44){
if(Array.isArray(data23)){
var valid8 = true;
const len3 = data23.length;
for(let i3=0; i3<len3; i3++){
const _errs46 = errors;
if(!(validate36(data23[i3], {instancePath:instancePath+"/sources/" + i3,parentData:data23,parentDataProperty:i3,rootData}))){
vErrors = appended(vErrors, validate36.errors);
errors = vErrors.length;
}
var valid8 = _errs46 === errors;
if(!valid8){
break;
}
}
}
else {
validate28.errors = [{instancePath:instancePath+"/sources",schemaPath:"#/properties/sources/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs44 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
else {
validate28.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate28.errors = vErrors;
return errors === 0;
}

const schema14 = {"type":"object","additionalProperties":false,"required":["crd","clusters","from","source","appliesBecause","operation","outcome","errors","storedVersionsEvaluated","undecided"],"properties":{"crd":{"type":"string"},"clusters":{"$ref":"#/definitions/names"},"from":{"enum":["snapshot","base-delivered"]},"source":{"$ref":"#/definitions/source"},"appliesBecause":{"type":"string"},"operation":{"enum":["create","update"]},"outcome":{"enum":["accepted","rejected","undecided"]},"unproven":{"const":true},"judgedAs":{"type":"string","pattern":"^[0-9]+\\.[0-9]+$"},"errors":{"type":"array","items":{"$ref":"#/definitions/error"}},"storedVersionsBefore":{"$ref":"#/definitions/names"},"storedVersionsEvaluated":{"$ref":"#/definitions/names"},"storedVersionsAfter":{"$ref":"#/definitions/names"},"undecided":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","reason"],"properties":{"path":{"type":"string"},"reason":{"type":"string"}}}}}};
const schema15 = {"type":"object","additionalProperties":false,"required":["path","line","document"],"properties":{"path":{"type":"string"},"line":{"$ref":"#/definitions/line"},"document":{"$ref":"#/definitions/count"},"item":{"$ref":"#/definitions/count"},"helmSource":{"type":"string"}}};

function validate45(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((data.path === undefined) && (missing0 = "path")) || ((data.line === undefined) && (missing0 = "line"))) || ((data.document === undefined) && (missing0 = "document"))){
validate45.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((((key0 === "path") || (key0 === "line")) || (key0 === "document")) || (key0 === "item")) || (key0 === "helmSource"))){
validate45.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.path !== undefined){
const _errs2 = errors;
if(typeof data.path !== "string"){
validate45.errors = [{instancePath:instancePath+"/path",schemaPath:"#/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.line !== undefined){
const _errs4 = errors;
if(!(validate32(data.line, {instancePath:instancePath+"/line",parentData:data,parentDataProperty:"line",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.document !== undefined){
const _errs5 = errors;
if(!(validate25(data.document, {instancePath:instancePath+"/document",parentData:data,parentDataProperty:"document",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.item !== undefined){
const _errs6 = errors;
if(!(validate25(data.item, {instancePath:instancePath+"/item",parentData:data,parentDataProperty:"item",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.helmSource !== undefined){
const _errs7 = errors;
if(typeof data.helmSource !== "string"){
validate45.errors = [{instancePath:instancePath+"/helmSource",schemaPath:"#/properties/helmSource/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate45.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate45.errors = vErrors;
return errors === 0;
}

const schema16 = {"type":"object","additionalProperties":false,"required":["type","field","detail","yamlPath","rule"],"properties":{"type":{"enum":["FieldValueRequired","FieldValueInvalid","FieldValueTypeInvalid","FieldValueNotSupported","FieldValueForbidden","FieldValueDuplicate","FieldValueTooLong","FieldValueTooMany","InternalError","NoMatch","DecodeError","BadRequest","TooLarge"]},"field":{"type":"string"},"value":{"type":"string"},"detail":{"type":"string"},"yamlPath":{"type":"string"},"rule":{"type":"string"}}};

function validate50(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.type === undefined) && (missing0 = "type")) || ((data.field === undefined) && (missing0 = "field"))) || ((data.detail === undefined) && (missing0 = "detail"))) || ((data.yamlPath === undefined) && (missing0 = "yamlPath"))) || ((data.rule === undefined) && (missing0 = "rule"))){
validate50.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((((key0 === "type") || (key0 === "field")) || (key0 === "value")) || (key0 === "detail")) || (key0 === "yamlPath")) || (key0 === "rule"))){
validate50.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.type !== undefined){
let data0 = data.type;
const _errs2 = errors;
if(!(((((((((((((data0 === "FieldValueRequired") || (data0 === "FieldValueInvalid")) || (data0 === "FieldValueTypeInvalid")) || (data0 === "FieldValueNotSupported")) || (data0 === "FieldValueForbidden")) || (data0 === "FieldValueDuplicate")) || (data0 === "FieldValueTooLong")) || (data0 === "FieldValueTooMany")) || (data0 === "InternalError")) || (data0 === "NoMatch")) || (data0 === "DecodeError")) || (data0 === "BadRequest")) || (data0 === "TooLarge"))){
validate50.errors = [{instancePath:instancePath+"/type",schemaPath:"#/properties/type/enum",keyword:"enum",params:{allowedValues: schema16.properties.type.enum}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.field !== undefined){
const _errs3 = errors;
if(typeof data.field !== "string"){
validate50.errors = [{instancePath:instancePath+"/field",schemaPath:"#/properties/field/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.value !== undefined){
const _errs5 = errors;
if(typeof data.value !== "string"){
validate50.errors = [{instancePath:instancePath+"/value",schemaPath:"#/properties/value/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.detail !== undefined){
const _errs7 = errors;
if(typeof data.detail !== "string"){
validate50.errors = [{instancePath:instancePath+"/detail",schemaPath:"#/properties/detail/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.yamlPath !== undefined){
const _errs9 = errors;
if(typeof data.yamlPath !== "string"){
validate50.errors = [{instancePath:instancePath+"/yamlPath",schemaPath:"#/properties/yamlPath/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rule !== undefined){
const _errs11 = errors;
if(typeof data.rule !== "string"){
validate50.errors = [{instancePath:instancePath+"/rule",schemaPath:"#/properties/rule/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
else {
validate50.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate50.errors = vErrors;
return errors === 0;
}


function validate43(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((((((data.crd === undefined) && (missing0 = "crd")) || ((data.clusters === undefined) && (missing0 = "clusters"))) || ((data.from === undefined) && (missing0 = "from"))) || ((data.source === undefined) && (missing0 = "source"))) || ((data.appliesBecause === undefined) && (missing0 = "appliesBecause"))) || ((data.operation === undefined) && (missing0 = "operation"))) || ((data.outcome === undefined) && (missing0 = "outcome"))) || ((data.errors === undefined) && (missing0 = "errors"))) || ((data.storedVersionsEvaluated === undefined) && (missing0 = "storedVersionsEvaluated"))) || ((data.undecided === undefined) && (missing0 = "undecided"))){
validate43.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema14.properties, key0))){
validate43.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.crd !== undefined){
const _errs2 = errors;
if(typeof data.crd !== "string"){
validate43.errors = [{instancePath:instancePath+"/crd",schemaPath:"#/properties/crd/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.clusters !== undefined){
const _errs4 = errors;
if(!(validate38(data.clusters, {instancePath:instancePath+"/clusters",parentData:data,parentDataProperty:"clusters",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.from !== undefined){
let data2 = data.from;
const _errs5 = errors;
if(!((data2 === "snapshot") || (data2 === "base-delivered"))){
validate43.errors = [{instancePath:instancePath+"/from",schemaPath:"#/properties/from/enum",keyword:"enum",params:{allowedValues: schema14.properties.from.enum}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.source !== undefined){
const _errs6 = errors;
if(!(validate45(data.source, {instancePath:instancePath+"/source",parentData:data,parentDataProperty:"source",rootData}))){
vErrors = appended(vErrors, validate45.errors);
errors = vErrors.length;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.appliesBecause !== undefined){
const _errs7 = errors;
if(typeof data.appliesBecause !== "string"){
validate43.errors = [{instancePath:instancePath+"/appliesBecause",schemaPath:"#/properties/appliesBecause/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.operation !== undefined){
let data5 = data.operation;
const _errs9 = errors;
if(!((data5 === "create") || (data5 === "update"))){
validate43.errors = [{instancePath:instancePath+"/operation",schemaPath:"#/properties/operation/enum",keyword:"enum",params:{allowedValues: schema14.properties.operation.enum}}];
return false;
}
var valid0 = _errs9 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.outcome !== undefined){
let data6 = data.outcome;
const _errs10 = errors;
if(!(((data6 === "accepted") || (data6 === "rejected")) || (data6 === "undecided"))){
validate43.errors = [{instancePath:instancePath+"/outcome",schemaPath:"#/properties/outcome/enum",keyword:"enum",params:{allowedValues: schema14.properties.outcome.enum}}];
return false;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.unproven !== undefined){
const _errs11 = errors;
if(true !== data.unproven){
validate43.errors = [{instancePath:instancePath+"/unproven",schemaPath:"#/properties/unproven/const",keyword:"const",params:{allowedValue: true}}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.judgedAs !== undefined){
let data8 = data.judgedAs;
const _errs12 = errors;
if(errors === _errs12){
if(typeof data8 === "string"){
if(!pattern0.test(data8)){
validate43.errors = [{instancePath:instancePath+"/judgedAs",schemaPath:"#/properties/judgedAs/pattern",keyword:"pattern",params:{pattern: "^[0-9]+\\.[0-9]+$"}}];
return false;
}
}
else {
validate43.errors = [{instancePath:instancePath+"/judgedAs",schemaPath:"#/properties/judgedAs/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.errors !== undefined){
let data9 = data.errors;
const _errs14 = errors;
if(errors === _errs14){
if(Array.isArray(data9)){
var valid1 = true;
const len0 = data9.length;
for(let i0=0; i0<len0; i0++){
const _errs16 = errors;
if(!(validate50(data9[i0], {instancePath:instancePath+"/errors/" + i0,parentData:data9,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate50.errors);
errors = vErrors.length;
}
var valid1 = _errs16 === errors;
if(!valid1){
break;
}
}
}
else {
validate43.errors = [{instancePath:instancePath+"/errors",schemaPath:"#/properties/errors/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.storedVersionsBefore !== undefined){
const _errs17 = errors;
if(!(validate38(data.storedVersionsBefore, {instancePath:instancePath+"/storedVersionsBefore",parentData:data,parentDataProperty:"storedVersionsBefore",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.storedVersionsEvaluated !== undefined){
const _errs18 = errors;
if(!(validate38(data.storedVersionsEvaluated, {instancePath:instancePath+"/storedVersionsEvaluated",parentData:data,parentDataProperty:"storedVersionsEvaluated",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.storedVersionsAfter !== undefined){
const _errs19 = errors;
if(!(validate38(data.storedVersionsAfter, {instancePath:instancePath+"/storedVersionsAfter",parentData:data,parentDataProperty:"storedVersionsAfter",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs19 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.undecided !== undefined){
let data14 = data.undecided;
const _errs20 = errors;
if(errors === _errs20){
if(Array.isArray(data14)){
var valid2 = true;
const len1 = data14.length;
for(let i1=0; i1<len1; i1++){
let data15 = data14[i1];
const _errs22 = errors;
if(errors === _errs22){
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
let missing1;
if(((data15.path === undefined) && (missing1 = "path")) || ((data15.reason === undefined) && (missing1 = "reason"))){
validate43.errors = [{instancePath:instancePath+"/undecided/" + i1,schemaPath:"#/properties/undecided/items/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs24 = errors;
for(const key1 in data15){
if(!((key1 === "path") || (key1 === "reason"))){
validate43.errors = [{instancePath:instancePath+"/undecided/" + i1,schemaPath:"#/properties/undecided/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs24 === errors){
if(data15.path !== undefined){
const _errs25 = errors;
if(typeof data15.path !== "string"){
validate43.errors = [{instancePath:instancePath+"/undecided/" + i1+"/path",schemaPath:"#/properties/undecided/items/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs25 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data15.reason !== undefined){
const _errs27 = errors;
if(typeof data15.reason !== "string"){
validate43.errors = [{instancePath:instancePath+"/undecided/" + i1+"/reason",schemaPath:"#/properties/undecided/items/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs27 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
else {
validate43.errors = [{instancePath:instancePath+"/undecided/" + i1,schemaPath:"#/properties/undecided/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid2 = _errs22 === errors;
if(!valid2){
break;
}
}
}
else {
validate43.errors = [{instancePath:instancePath+"/undecided",schemaPath:"#/properties/undecided/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate43.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate43.errors = vErrors;
return errors === 0;
}

const schema17 = {"type":"object","additionalProperties":false,"required":["crd","clusters","storageVersion","oldVersions"],"properties":{"crd":{"type":"string"},"clusters":{"$ref":"#/definitions/names"},"storageVersion":{"type":"string"},"oldVersions":{"type":"array","minItems":1,"items":{"type":"string"}}}};

function validate56(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((data.crd === undefined) && (missing0 = "crd")) || ((data.clusters === undefined) && (missing0 = "clusters"))) || ((data.storageVersion === undefined) && (missing0 = "storageVersion"))) || ((data.oldVersions === undefined) && (missing0 = "oldVersions"))){
validate56.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "crd") || (key0 === "clusters")) || (key0 === "storageVersion")) || (key0 === "oldVersions"))){
validate56.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.crd !== undefined){
const _errs2 = errors;
if(typeof data.crd !== "string"){
validate56.errors = [{instancePath:instancePath+"/crd",schemaPath:"#/properties/crd/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.clusters !== undefined){
const _errs4 = errors;
if(!(validate38(data.clusters, {instancePath:instancePath+"/clusters",parentData:data,parentDataProperty:"clusters",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.storageVersion !== undefined){
const _errs5 = errors;
if(typeof data.storageVersion !== "string"){
validate56.errors = [{instancePath:instancePath+"/storageVersion",schemaPath:"#/properties/storageVersion/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.oldVersions !== undefined){
let data3 = data.oldVersions;
const _errs7 = errors;
if(errors === _errs7){
if(Array.isArray(data3)){
if(data3.length < 1){
validate56.errors = [{instancePath:instancePath+"/oldVersions",schemaPath:"#/properties/oldVersions/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid1 = true;
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
const _errs9 = errors;
if(typeof data3[i0] !== "string"){
validate56.errors = [{instancePath:instancePath+"/oldVersions/" + i0,schemaPath:"#/properties/oldVersions/items/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs9 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate56.errors = [{instancePath:instancePath+"/oldVersions",schemaPath:"#/properties/oldVersions/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate56.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate56.errors = vErrors;
return errors === 0;
}

const schema18 = {"type":"object","additionalProperties":false,"required":["rule","severity","state","clusters","message","location","related","remedy","fingerprint","docs"],"properties":{"rule":{"type":"string","pattern":"^[a-z0-9]+(-[a-z0-9]+)*$"},"cause":{"type":"string","pattern":"^[a-z0-9]+(-[a-z0-9]+)*$"},"severity":{"enum":["error","warning","info"]},"state":{"enum":["introduced","revealed","preexisting"]},"crd":{"type":"string"},"crds":{"$ref":"#/definitions/names"},"version":{"type":"string"},"versions":{"$ref":"#/definitions/names"},"clusters":{"$ref":"#/definitions/names"},"waived":{"type":"object","additionalProperties":false,"required":["reason","owner","expires"],"properties":{"reason":{"type":"string"},"owner":{"type":"string"},"expires":{"type":"string","format":"date"}}},"message":{"type":"string"},"serverMessage":{"type":"string"},"location":{"$ref":"#/definitions/location"},"lines":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","startLine","text"],"properties":{"path":{"type":"string"},"startLine":{"$ref":"#/definitions/line"},"text":{"type":"string"},"more":{"type":"integer","minimum":1},"inBase":{"$ref":"#/definitions/inBase"}}}},"related":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["path","startLine","message"],"properties":{"path":{"type":"string"},"startLine":{"$ref":"#/definitions/line"},"message":{"type":"string"},"inBase":{"$ref":"#/definitions/inBase"}}}},"remedy":{"$ref":"#/definitions/remedy"},"fingerprint":{"type":"string","pattern":"^fp1:[0-9a-f]{64}$"},"rendered":{"$ref":"#/definitions/rendered"},"document":{"$ref":"#/definitions/document"},"removed":{"$ref":"#/definitions/removed"},"otherPlaces":{"type":"array","minItems":1,"items":{"type":"object","additionalProperties":false,"required":["location"],"properties":{"location":{"$ref":"#/definitions/location"},"rendered":{"$ref":"#/definitions/rendered"},"document":{"$ref":"#/definitions/document"},"removed":{"$ref":"#/definitions/removed"}}}},"docs":{"type":"string","pattern":"^https://github\\.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/[a-z0-9-]+\\.md$"}}};
const pattern2 = new RegExp("^[a-z0-9]+(-[a-z0-9]+)*$", "u");
const pattern5 = new RegExp("^fp1:[0-9a-f]{64}$", "u");
const pattern6 = new RegExp("^https://github\\.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/[a-z0-9-]+\\.md$", "u");
const schema19 = {"type":"object","additionalProperties":false,"required":["path","startLine","startColumn","endLine","endColumn","yamlPath"],"properties":{"path":{"type":"string"},"startLine":{"$ref":"#/definitions/line"},"startColumn":{"$ref":"#/definitions/column"},"endLine":{"$ref":"#/definitions/line"},"endColumn":{"$ref":"#/definitions/column"},"yamlPath":{"type":"string"},"inBase":{"$ref":"#/definitions/inBase"},"absent":{"const":true},"blob":{"type":"string","pattern":"^[0-9a-f]{40}$"}}};
const schema20 = {"type":"integer","minimum":1};

function validate65(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(!(((typeof data == "number") && (!(data % 1) && !isNaN(data))) && (isFinite(data)))){
validate65.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === 0){
if((typeof data == "number") && (isFinite(data))){
if(data < 1 || isNaN(data)){
validate65.errors = [{instancePath,schemaPath:"#/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}}];
return false;
}
}
}
validate65.errors = vErrors;
return errors === 0;
}

const schema21 = {"const":true};

function validate69(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(true !== data){
validate69.errors = [{instancePath,schemaPath:"#/const",keyword:"const",params:{allowedValue: true}}];
return false;
}
validate69.errors = vErrors;
return errors === 0;
}

const pattern4 = new RegExp("^[0-9a-f]{40}$", "u");

function validate63(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((data.path === undefined) && (missing0 = "path")) || ((data.startLine === undefined) && (missing0 = "startLine"))) || ((data.startColumn === undefined) && (missing0 = "startColumn"))) || ((data.endLine === undefined) && (missing0 = "endLine"))) || ((data.endColumn === undefined) && (missing0 = "endColumn"))) || ((data.yamlPath === undefined) && (missing0 = "yamlPath"))){
validate63.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema19.properties, key0))){
validate63.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.path !== undefined){
const _errs2 = errors;
if(typeof data.path !== "string"){
validate63.errors = [{instancePath:instancePath+"/path",schemaPath:"#/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.startLine !== undefined){
const _errs4 = errors;
if(!(validate32(data.startLine, {instancePath:instancePath+"/startLine",parentData:data,parentDataProperty:"startLine",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.startColumn !== undefined){
const _errs5 = errors;
if(!(validate65(data.startColumn, {instancePath:instancePath+"/startColumn",parentData:data,parentDataProperty:"startColumn",rootData}))){
vErrors = appended(vErrors, validate65.errors);
errors = vErrors.length;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.endLine !== undefined){
const _errs6 = errors;
if(!(validate32(data.endLine, {instancePath:instancePath+"/endLine",parentData:data,parentDataProperty:"endLine",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.endColumn !== undefined){
const _errs7 = errors;
if(!(validate65(data.endColumn, {instancePath:instancePath+"/endColumn",parentData:data,parentDataProperty:"endColumn",rootData}))){
vErrors = appended(vErrors, validate65.errors);
errors = vErrors.length;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.yamlPath !== undefined){
const _errs8 = errors;
if(typeof data.yamlPath !== "string"){
validate63.errors = [{instancePath:instancePath+"/yamlPath",schemaPath:"#/properties/yamlPath/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.inBase !== undefined){
const _errs10 = errors;
if(!(validate69(data.inBase, {instancePath:instancePath+"/inBase",parentData:data,parentDataProperty:"inBase",rootData}))){
vErrors = appended(vErrors, validate69.errors);
errors = vErrors.length;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.absent !== undefined){
const _errs11 = errors;
if(true !== data.absent){
validate63.errors = [{instancePath:instancePath+"/absent",schemaPath:"#/properties/absent/const",keyword:"const",params:{allowedValue: true}}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.blob !== undefined){
let data8 = data.blob;
const _errs12 = errors;
if(errors === _errs12){
if(typeof data8 === "string"){
if(!pattern4.test(data8)){
validate63.errors = [{instancePath:instancePath+"/blob",schemaPath:"#/properties/blob/pattern",keyword:"pattern",params:{pattern: "^[0-9a-f]{40}$"}}];
return false;
}
}
else {
validate63.errors = [{instancePath:instancePath+"/blob",schemaPath:"#/properties/blob/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate63.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate63.errors = vErrors;
return errors === 0;
}

const schema22 = {"type":"object","additionalProperties":false,"required":["summary","steps"],"properties":{"summary":{"type":"string"},"steps":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["text"],"properties":{"text":{"type":"string"},"command":{"type":"string"},"clusters":{"$ref":"#/definitions/names"}}}},"suggestion":{"type":"string"},"insertion":{"type":"object","additionalProperties":false,"required":["text","after"],"properties":{"text":{"type":"string"},"after":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/line"}}}}}};

function validate76(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.summary === undefined) && (missing0 = "summary")) || ((data.steps === undefined) && (missing0 = "steps"))){
validate76.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((key0 === "summary") || (key0 === "steps")) || (key0 === "suggestion")) || (key0 === "insertion"))){
validate76.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.summary !== undefined){
const _errs2 = errors;
if(typeof data.summary !== "string"){
validate76.errors = [{instancePath:instancePath+"/summary",schemaPath:"#/properties/summary/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.steps !== undefined){
let data1 = data.steps;
const _errs4 = errors;
if(errors === _errs4){
if(Array.isArray(data1)){
var valid1 = true;
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if((data2.text === undefined) && (missing1 = "text")){
validate76.errors = [{instancePath:instancePath+"/steps/" + i0,schemaPath:"#/properties/steps/items/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs8 = errors;
for(const key1 in data2){
if(!(((key1 === "text") || (key1 === "command")) || (key1 === "clusters"))){
validate76.errors = [{instancePath:instancePath+"/steps/" + i0,schemaPath:"#/properties/steps/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs8 === errors){
if(data2.text !== undefined){
const _errs9 = errors;
if(typeof data2.text !== "string"){
validate76.errors = [{instancePath:instancePath+"/steps/" + i0+"/text",schemaPath:"#/properties/steps/items/properties/text/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data2.command !== undefined){
const _errs11 = errors;
if(typeof data2.command !== "string"){
validate76.errors = [{instancePath:instancePath+"/steps/" + i0+"/command",schemaPath:"#/properties/steps/items/properties/command/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs11 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data2.clusters !== undefined){
const _errs13 = errors;
if(!(validate38(data2.clusters, {instancePath:instancePath+"/steps/" + i0+"/clusters",parentData:data2,parentDataProperty:"clusters",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid2 = _errs13 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate76.errors = [{instancePath:instancePath+"/steps/" + i0,schemaPath:"#/properties/steps/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid1 = _errs6 === errors;
if(!valid1){
break;
}
}
}
else {
validate76.errors = [{instancePath:instancePath+"/steps",schemaPath:"#/properties/steps/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.suggestion !== undefined){
const _errs14 = errors;
if(typeof data.suggestion !== "string"){
validate76.errors = [{instancePath:instancePath+"/suggestion",schemaPath:"#/properties/suggestion/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.insertion !== undefined){
let data7 = data.insertion;
const _errs16 = errors;
if(errors === _errs16){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
let missing2;
if(((data7.text === undefined) && (missing2 = "text")) || ((data7.after === undefined) && (missing2 = "after"))){
validate76.errors = [{instancePath:instancePath+"/insertion",schemaPath:"#/properties/insertion/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
const _errs18 = errors;
for(const key2 in data7){
if(!((key2 === "text") || (key2 === "after"))){
validate76.errors = [{instancePath:instancePath+"/insertion",schemaPath:"#/properties/insertion/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}}];
return false;
break;
}
}
if(_errs18 === errors){
if(data7.text !== undefined){
const _errs19 = errors;
if(typeof data7.text !== "string"){
validate76.errors = [{instancePath:instancePath+"/insertion/text",schemaPath:"#/properties/insertion/properties/text/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs19 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data7.after !== undefined){
let data9 = data7.after;
const _errs21 = errors;
if(errors === _errs21){
if(Array.isArray(data9)){
if(data9.length < 1){
validate76.errors = [{instancePath:instancePath+"/insertion/after",schemaPath:"#/properties/insertion/properties/after/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid4 = true;
const len1 = data9.length;
for(let i1=0; i1<len1; i1++){
const _errs23 = errors;
if(!(validate32(data9[i1], {instancePath:instancePath+"/insertion/after/" + i1,parentData:data9,parentDataProperty:i1,rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid4 = _errs23 === errors;
if(!valid4){
break;
}
}
}
}
else {
validate76.errors = [{instancePath:instancePath+"/insertion/after",schemaPath:"#/properties/insertion/properties/after/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid3 = _errs21 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
else {
validate76.errors = [{instancePath:instancePath+"/insertion",schemaPath:"#/properties/insertion/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate76.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate76.errors = vErrors;
return errors === 0;
}

const schema23 = {"type":"object","additionalProperties":false,"required":["path","startLine"],"properties":{"path":{"type":"string"},"startLine":{"$ref":"#/definitions/line"}}};

function validate80(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.path === undefined) && (missing0 = "path")) || ((data.startLine === undefined) && (missing0 = "startLine"))){
validate80.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "path") || (key0 === "startLine"))){
validate80.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.path !== undefined){
const _errs2 = errors;
if(typeof data.path !== "string"){
validate80.errors = [{instancePath:instancePath+"/path",schemaPath:"#/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.startLine !== undefined){
const _errs4 = errors;
if(!(validate32(data.startLine, {instancePath:instancePath+"/startLine",parentData:data,parentDataProperty:"startLine",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate80.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate80.errors = vErrors;
return errors === 0;
}

const schema24 = {"type":"object","additionalProperties":false,"required":["startLine","endLine"],"properties":{"startLine":{"$ref":"#/definitions/line"},"endLine":{"$ref":"#/definitions/line"}}};

function validate83(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.startLine === undefined) && (missing0 = "startLine")) || ((data.endLine === undefined) && (missing0 = "endLine"))){
validate83.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((key0 === "startLine") || (key0 === "endLine"))){
validate83.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.startLine !== undefined){
const _errs2 = errors;
if(!(validate32(data.startLine, {instancePath:instancePath+"/startLine",parentData:data,parentDataProperty:"startLine",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.endLine !== undefined){
const _errs3 = errors;
if(!(validate32(data.endLine, {instancePath:instancePath+"/endLine",parentData:data,parentDataProperty:"endLine",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs3 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate83.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate83.errors = vErrors;
return errors === 0;
}

const schema25 = {"type":"array","items":{"type":"object","additionalProperties":false,"required":["version","path","line"],"properties":{"version":{"type":"string"},"path":{"type":"string"},"line":{"$ref":"#/definitions/line"}}}};

function validate87(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(Array.isArray(data)){
var valid0 = true;
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
let data0 = data[i0];
const _errs1 = errors;
if(errors === _errs1){
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
let missing0;
if((((data0.version === undefined) && (missing0 = "version")) || ((data0.path === undefined) && (missing0 = "path"))) || ((data0.line === undefined) && (missing0 = "line"))){
validate87.errors = [{instancePath:instancePath+"/" + i0,schemaPath:"#/items/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs3 = errors;
for(const key0 in data0){
if(!(((key0 === "version") || (key0 === "path")) || (key0 === "line"))){
validate87.errors = [{instancePath:instancePath+"/" + i0,schemaPath:"#/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs3 === errors){
if(data0.version !== undefined){
const _errs4 = errors;
if(typeof data0.version !== "string"){
validate87.errors = [{instancePath:instancePath+"/" + i0+"/version",schemaPath:"#/items/properties/version/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs4 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.path !== undefined){
const _errs6 = errors;
if(typeof data0.path !== "string"){
validate87.errors = [{instancePath:instancePath+"/" + i0+"/path",schemaPath:"#/items/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs6 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data0.line !== undefined){
const _errs8 = errors;
if(!(validate32(data0.line, {instancePath:instancePath+"/" + i0+"/line",parentData:data0,parentDataProperty:"line",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid1 = _errs8 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
else {
validate87.errors = [{instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs1 === errors;
if(!valid0){
break;
}
}
}
else {
validate87.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
validate87.errors = vErrors;
return errors === 0;
}

const formats0 = formats.date;

function validate59(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((((((data.rule === undefined) && (missing0 = "rule")) || ((data.severity === undefined) && (missing0 = "severity"))) || ((data.state === undefined) && (missing0 = "state"))) || ((data.clusters === undefined) && (missing0 = "clusters"))) || ((data.message === undefined) && (missing0 = "message"))) || ((data.location === undefined) && (missing0 = "location"))) || ((data.related === undefined) && (missing0 = "related"))) || ((data.remedy === undefined) && (missing0 = "remedy"))) || ((data.fingerprint === undefined) && (missing0 = "fingerprint"))) || ((data.docs === undefined) && (missing0 = "docs"))){
validate59.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(func2.call(schema18.properties, key0))){
validate59.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.rule !== undefined){
let data0 = data.rule;
const _errs2 = errors;
if(errors === _errs2){
if(typeof data0 === "string"){
if(!pattern2.test(data0)){
validate59.errors = [{instancePath:instancePath+"/rule",schemaPath:"#/properties/rule/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]+(-[a-z0-9]+)*$"}}];
return false;
}
}
else {
validate59.errors = [{instancePath:instancePath+"/rule",schemaPath:"#/properties/rule/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.cause !== undefined){
let data1 = data.cause;
const _errs4 = errors;
if(errors === _errs4){
if(typeof data1 === "string"){
if(!pattern2.test(data1)){
validate59.errors = [{instancePath:instancePath+"/cause",schemaPath:"#/properties/cause/pattern",keyword:"pattern",params:{pattern: "^[a-z0-9]+(-[a-z0-9]+)*$"}}];
return false;
}
}
else {
validate59.errors = [{instancePath:instancePath+"/cause",schemaPath:"#/properties/cause/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.severity !== undefined){
let data2 = data.severity;
const _errs6 = errors;
if(!(((data2 === "error") || (data2 === "warning")) || (data2 === "info"))){
validate59.errors = [{instancePath:instancePath+"/severity",schemaPath:"#/properties/severity/enum",keyword:"enum",params:{allowedValues: schema18.properties.severity.enum}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.state !== undefined){
let data3 = data.state;
const _errs7 = errors;
if(!(((data3 === "introduced") || (data3 === "revealed")) || (data3 === "preexisting"))){
validate59.errors = [{instancePath:instancePath+"/state",schemaPath:"#/properties/state/enum",keyword:"enum",params:{allowedValues: schema18.properties.state.enum}}];
return false;
}
var valid0 = _errs7 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.crd !== undefined){
const _errs8 = errors;
if(typeof data.crd !== "string"){
validate59.errors = [{instancePath:instancePath+"/crd",schemaPath:"#/properties/crd/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.crds !== undefined){
const _errs10 = errors;
if(!(validate38(data.crds, {instancePath:instancePath+"/crds",parentData:data,parentDataProperty:"crds",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.version !== undefined){
const _errs11 = errors;
if(typeof data.version !== "string"){
validate59.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.versions !== undefined){
const _errs13 = errors;
if(!(validate38(data.versions, {instancePath:instancePath+"/versions",parentData:data,parentDataProperty:"versions",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.clusters !== undefined){
const _errs14 = errors;
if(!(validate38(data.clusters, {instancePath:instancePath+"/clusters",parentData:data,parentDataProperty:"clusters",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
var valid0 = _errs14 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.waived !== undefined){
let data9 = data.waived;
const _errs15 = errors;
if(errors === _errs15){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
let missing1;
if((((data9.reason === undefined) && (missing1 = "reason")) || ((data9.owner === undefined) && (missing1 = "owner"))) || ((data9.expires === undefined) && (missing1 = "expires"))){
validate59.errors = [{instancePath:instancePath+"/waived",schemaPath:"#/properties/waived/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs17 = errors;
for(const key1 in data9){
if(!(((key1 === "reason") || (key1 === "owner")) || (key1 === "expires"))){
validate59.errors = [{instancePath:instancePath+"/waived",schemaPath:"#/properties/waived/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs17 === errors){
if(data9.reason !== undefined){
const _errs18 = errors;
if(typeof data9.reason !== "string"){
validate59.errors = [{instancePath:instancePath+"/waived/reason",schemaPath:"#/properties/waived/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs18 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data9.owner !== undefined){
const _errs20 = errors;
if(typeof data9.owner !== "string"){
validate59.errors = [{instancePath:instancePath+"/waived/owner",schemaPath:"#/properties/waived/properties/owner/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs20 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data9.expires !== undefined){
let data12 = data9.expires;
const _errs22 = errors;
if(errors === _errs22){
if(errors === _errs22){
if(typeof data12 === "string"){
if(!(formats0(data12))){
validate59.errors = [{instancePath:instancePath+"/waived/expires",schemaPath:"#/properties/waived/properties/expires/format",keyword:"format",params:{format: "date"}}];
return false;
}
}
else {
validate59.errors = [{instancePath:instancePath+"/waived/expires",schemaPath:"#/properties/waived/properties/expires/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
}
var valid1 = _errs22 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/waived",schemaPath:"#/properties/waived/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.message !== undefined){
const _errs24 = errors;
if(typeof data.message !== "string"){
validate59.errors = [{instancePath:instancePath+"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.serverMessage !== undefined){
const _errs26 = errors;
if(typeof data.serverMessage !== "string"){
validate59.errors = [{instancePath:instancePath+"/serverMessage",schemaPath:"#/properties/serverMessage/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs26 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.location !== undefined){
const _errs28 = errors;
if(!(validate63(data.location, {instancePath:instancePath+"/location",parentData:data,parentDataProperty:"location",rootData}))){
vErrors = appended(vErrors, validate63.errors);
errors = vErrors.length;
}
var valid0 = _errs28 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.lines !== undefined){
let data16 = data.lines;
const _errs29 = errors;
if(errors === _errs29){
if(Array.isArray(data16)){
var valid2 = true;
const len0 = data16.length;
for(let i0=0; i0<len0; i0++){
let data17 = data16[i0];
const _errs31 = errors;
if(errors === _errs31){
if(data17 && typeof data17 == "object" && !Array.isArray(data17)){
let missing2;
if((((data17.path === undefined) && (missing2 = "path")) || ((data17.startLine === undefined) && (missing2 = "startLine"))) || ((data17.text === undefined) && (missing2 = "text"))){
validate59.errors = [{instancePath:instancePath+"/lines/" + i0,schemaPath:"#/properties/lines/items/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
const _errs33 = errors;
for(const key2 in data17){
if(!(((((key2 === "path") || (key2 === "startLine")) || (key2 === "text")) || (key2 === "more")) || (key2 === "inBase"))){
validate59.errors = [{instancePath:instancePath+"/lines/" + i0,schemaPath:"#/properties/lines/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}}];
return false;
break;
}
}
if(_errs33 === errors){
if(data17.path !== undefined){
const _errs34 = errors;
if(typeof data17.path !== "string"){
validate59.errors = [{instancePath:instancePath+"/lines/" + i0+"/path",schemaPath:"#/properties/lines/items/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs34 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data17.startLine !== undefined){
const _errs36 = errors;
if(!(validate32(data17.startLine, {instancePath:instancePath+"/lines/" + i0+"/startLine",parentData:data17,parentDataProperty:"startLine",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid3 = _errs36 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data17.text !== undefined){
const _errs37 = errors;
if(typeof data17.text !== "string"){
validate59.errors = [{instancePath:instancePath+"/lines/" + i0+"/text",schemaPath:"#/properties/lines/items/properties/text/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs37 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data17.more !== undefined){
let data21 = data17.more;
const _errs39 = errors;
if(!(((typeof data21 == "number") && (!(data21 % 1) && !isNaN(data21))) && (isFinite(data21)))){
validate59.errors = [{instancePath:instancePath+"/lines/" + i0+"/more",schemaPath:"#/properties/lines/items/properties/more/type",keyword:"type",params:{type: "integer"}}];
return false;
}
if(errors === _errs39){
if((typeof data21 == "number") && (isFinite(data21))){
if(data21 < 1 || isNaN(data21)){
validate59.errors = [{instancePath:instancePath+"/lines/" + i0+"/more",schemaPath:"#/properties/lines/items/properties/more/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}}];
return false;
}
}
}
var valid3 = _errs39 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data17.inBase !== undefined){
const _errs41 = errors;
if(!(validate69(data17.inBase, {instancePath:instancePath+"/lines/" + i0+"/inBase",parentData:data17,parentDataProperty:"inBase",rootData}))){
vErrors = appended(vErrors, validate69.errors);
errors = vErrors.length;
}
var valid3 = _errs41 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/lines/" + i0,schemaPath:"#/properties/lines/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid2 = _errs31 === errors;
if(!valid2){
break;
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/lines",schemaPath:"#/properties/lines/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs29 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.related !== undefined){
let data23 = data.related;
const _errs42 = errors;
if(errors === _errs42){
if(Array.isArray(data23)){
var valid4 = true;
const len1 = data23.length;
for(let i1=0; i1<len1; i1++){
let data24 = data23[i1];
const _errs44 = errors;
if(errors === _errs44){
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
let missing3;
if((((data24.path === undefined) && (missing3 = "path")) || ((data24.startLine === undefined) && (missing3 = "startLine"))) || ((data24.message === undefined) && (missing3 = "message"))){
validate59.errors = [{instancePath:instancePath+"/related/" + i1,schemaPath:"#/properties/related/items/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
const _errs46 = errors;
for(const key3 in data24){
if(!((((key3 === "path") || (key3 === "startLine")) || (key3 === "message")) || (key3 === "inBase"))){
validate59.errors = [{instancePath:instancePath+"/related/" + i1,schemaPath:"#/properties/related/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}}];
return false;
break;
}
}
if(_errs46 === errors){
if(data24.path !== undefined){
const _errs47 = errors;
if(typeof data24.path !== "string"){
validate59.errors = [{instancePath:instancePath+"/related/" + i1+"/path",schemaPath:"#/properties/related/items/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs47 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data24.startLine !== undefined){
const _errs49 = errors;
if(!(validate32(data24.startLine, {instancePath:instancePath+"/related/" + i1+"/startLine",parentData:data24,parentDataProperty:"startLine",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid5 = _errs49 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data24.message !== undefined){
const _errs50 = errors;
if(typeof data24.message !== "string"){
validate59.errors = [{instancePath:instancePath+"/related/" + i1+"/message",schemaPath:"#/properties/related/items/properties/message/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs50 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data24.inBase !== undefined){
const _errs52 = errors;
if(!(validate69(data24.inBase, {instancePath:instancePath+"/related/" + i1+"/inBase",parentData:data24,parentDataProperty:"inBase",rootData}))){
vErrors = appended(vErrors, validate69.errors);
errors = vErrors.length;
}
var valid5 = _errs52 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/related/" + i1,schemaPath:"#/properties/related/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid4 = _errs44 === errors;
if(!valid4){
break;
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/related",schemaPath:"#/properties/related/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs42 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.remedy !== undefined){
const _errs53 = errors;
if(!(validate76(data.remedy, {instancePath:instancePath+"/remedy",parentData:data,parentDataProperty:"remedy",rootData}))){
vErrors = appended(vErrors, validate76.errors);
errors = vErrors.length;
}
var valid0 = _errs53 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.fingerprint !== undefined){
let data30 = data.fingerprint;
const _errs54 = errors;
if(errors === _errs54){
if(typeof data30 === "string"){
if(!pattern5.test(data30)){
validate59.errors = [{instancePath:instancePath+"/fingerprint",schemaPath:"#/properties/fingerprint/pattern",keyword:"pattern",params:{pattern: "^fp1:[0-9a-f]{64}$"}}];
return false;
}
}
else {
validate59.errors = [{instancePath:instancePath+"/fingerprint",schemaPath:"#/properties/fingerprint/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs54 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.rendered !== undefined){
const _errs56 = errors;
if(!(validate80(data.rendered, {instancePath:instancePath+"/rendered",parentData:data,parentDataProperty:"rendered",rootData}))){
vErrors = appended(vErrors, validate80.errors);
errors = vErrors.length;
}
var valid0 = _errs56 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.document !== undefined){
const _errs57 = errors;
if(!(validate83(data.document, {instancePath:instancePath+"/document",parentData:data,parentDataProperty:"document",rootData}))){
vErrors = appended(vErrors, validate83.errors);
errors = vErrors.length;
}
var valid0 = _errs57 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.removed !== undefined){
const _errs58 = errors;
if(!(validate87(data.removed, {instancePath:instancePath+"/removed",parentData:data,parentDataProperty:"removed",rootData}))){
vErrors = appended(vErrors, validate87.errors);
errors = vErrors.length;
}
var valid0 = _errs58 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.otherPlaces !== undefined){
let data34 = data.otherPlaces;
const _errs59 = errors;
if(errors === _errs59){
if(Array.isArray(data34)){
if(data34.length < 1){
validate59.errors = [{instancePath:instancePath+"/otherPlaces",schemaPath:"#/properties/otherPlaces/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid6 = true;
const len2 = data34.length;
for(let i2=0; i2<len2; i2++){
let data35 = data34[i2];
const _errs61 = errors;
if(errors === _errs61){
if(data35 && typeof data35 == "object" && !Array.isArray(data35)){
let missing4;
if((data35.location === undefined) && (missing4 = "location")){
validate59.errors = [{instancePath:instancePath+"/otherPlaces/" + i2,schemaPath:"#/properties/otherPlaces/items/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
const _errs63 = errors;
for(const key4 in data35){
if(!((((key4 === "location") || (key4 === "rendered")) || (key4 === "document")) || (key4 === "removed"))){
validate59.errors = [{instancePath:instancePath+"/otherPlaces/" + i2,schemaPath:"#/properties/otherPlaces/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}}];
return false;
break;
}
}
if(_errs63 === errors){
if(data35.location !== undefined){
const _errs64 = errors;
if(!(validate63(data35.location, {instancePath:instancePath+"/otherPlaces/" + i2+"/location",parentData:data35,parentDataProperty:"location",rootData}))){
vErrors = appended(vErrors, validate63.errors);
errors = vErrors.length;
}
var valid7 = _errs64 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data35.rendered !== undefined){
const _errs65 = errors;
if(!(validate80(data35.rendered, {instancePath:instancePath+"/otherPlaces/" + i2+"/rendered",parentData:data35,parentDataProperty:"rendered",rootData}))){
vErrors = appended(vErrors, validate80.errors);
errors = vErrors.length;
}
var valid7 = _errs65 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data35.document !== undefined){
const _errs66 = errors;
if(!(validate83(data35.document, {instancePath:instancePath+"/otherPlaces/" + i2+"/document",parentData:data35,parentDataProperty:"document",rootData}))){
vErrors = appended(vErrors, validate83.errors);
errors = vErrors.length;
}
var valid7 = _errs66 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data35.removed !== undefined){
const _errs67 = errors;
if(!(validate87(data35.removed, {instancePath:instancePath+"/otherPlaces/" + i2+"/removed",parentData:data35,parentDataProperty:"removed",rootData}))){
vErrors = appended(vErrors, validate87.errors);
errors = vErrors.length;
}
var valid7 = _errs67 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/otherPlaces/" + i2,schemaPath:"#/properties/otherPlaces/items/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid6 = _errs61 === errors;
if(!valid6){
break;
}
}
}
}
else {
validate59.errors = [{instancePath:instancePath+"/otherPlaces",schemaPath:"#/properties/otherPlaces/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs59 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.docs !== undefined){
let data40 = data.docs;
const _errs68 = errors;
if(errors === _errs68){
if(typeof data40 === "string"){
if(!pattern6.test(data40)){
validate59.errors = [{instancePath:instancePath+"/docs",schemaPath:"#/properties/docs/pattern",keyword:"pattern",params:{pattern: "^https://github\\.com/crd-upgrade-guard/crd-upgrade-guard/blob/main/docs/rules/[a-z0-9-]+\\.md$"}}];
return false;
}
}
else {
validate59.errors = [{instancePath:instancePath+"/docs",schemaPath:"#/properties/docs/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
var valid0 = _errs68 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate59.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate59.errors = vErrors;
return errors === 0;
}

const schema26 = {"type":"object","additionalProperties":false,"required":["rule","status","reason","owner","expires"],"properties":{"rule":{"type":"string"},"crd":{"type":"string"},"version":{"type":"string"},"path":{"type":"string"},"status":{"enum":["applied","expired","unused"]},"reason":{"type":"string"},"owner":{"type":"string"},"expires":{"type":"string","format":"date"}}};

function validate95(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if((((((data.rule === undefined) && (missing0 = "rule")) || ((data.status === undefined) && (missing0 = "status"))) || ((data.reason === undefined) && (missing0 = "reason"))) || ((data.owner === undefined) && (missing0 = "owner"))) || ((data.expires === undefined) && (missing0 = "expires"))){
validate95.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!((((((((key0 === "rule") || (key0 === "crd")) || (key0 === "version")) || (key0 === "path")) || (key0 === "status")) || (key0 === "reason")) || (key0 === "owner")) || (key0 === "expires"))){
validate95.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.rule !== undefined){
const _errs2 = errors;
if(typeof data.rule !== "string"){
validate95.errors = [{instancePath:instancePath+"/rule",schemaPath:"#/properties/rule/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.crd !== undefined){
const _errs4 = errors;
if(typeof data.crd !== "string"){
validate95.errors = [{instancePath:instancePath+"/crd",schemaPath:"#/properties/crd/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.version !== undefined){
const _errs6 = errors;
if(typeof data.version !== "string"){
validate95.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.path !== undefined){
const _errs8 = errors;
if(typeof data.path !== "string"){
validate95.errors = [{instancePath:instancePath+"/path",schemaPath:"#/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.status !== undefined){
let data4 = data.status;
const _errs10 = errors;
if(!(((data4 === "applied") || (data4 === "expired")) || (data4 === "unused"))){
validate95.errors = [{instancePath:instancePath+"/status",schemaPath:"#/properties/status/enum",keyword:"enum",params:{allowedValues: schema26.properties.status.enum}}];
return false;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.reason !== undefined){
const _errs11 = errors;
if(typeof data.reason !== "string"){
validate95.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs11 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.owner !== undefined){
const _errs13 = errors;
if(typeof data.owner !== "string"){
validate95.errors = [{instancePath:instancePath+"/owner",schemaPath:"#/properties/owner/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs13 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.expires !== undefined){
let data7 = data.expires;
const _errs15 = errors;
if(errors === _errs15){
if(errors === _errs15){
if(typeof data7 === "string"){
if(!(formats0(data7))){
validate95.errors = [{instancePath:instancePath+"/expires",schemaPath:"#/properties/expires/format",keyword:"format",params:{format: "date"}}];
return false;
}
}
else {
validate95.errors = [{instancePath:instancePath+"/expires",schemaPath:"#/properties/expires/type",keyword:"type",params:{type: "string"}}];
return false;
}
}
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
}
}
}
else {
validate95.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate95.errors = vErrors;
return errors === 0;
}

const schema27 = {"type":"object","additionalProperties":false,"required":["message","remedy"],"properties":{"path":{"type":"string"},"line":{"$ref":"#/definitions/line"},"column":{"$ref":"#/definitions/column"},"message":{"type":"string"},"remedy":{"type":"string"}}};

function validate97(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((data.message === undefined) && (missing0 = "message")) || ((data.remedy === undefined) && (missing0 = "remedy"))){
validate97.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs1 = errors;
for(const key0 in data){
if(!(((((key0 === "path") || (key0 === "line")) || (key0 === "column")) || (key0 === "message")) || (key0 === "remedy"))){
validate97.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs1 === errors){
if(data.path !== undefined){
const _errs2 = errors;
if(typeof data.path !== "string"){
validate97.errors = [{instancePath:instancePath+"/path",schemaPath:"#/properties/path/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs2 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.line !== undefined){
const _errs4 = errors;
if(!(validate32(data.line, {instancePath:instancePath+"/line",parentData:data,parentDataProperty:"line",rootData}))){
vErrors = appended(vErrors, validate32.errors);
errors = vErrors.length;
}
var valid0 = _errs4 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.column !== undefined){
const _errs5 = errors;
if(!(validate65(data.column, {instancePath:instancePath+"/column",parentData:data,parentDataProperty:"column",rootData}))){
vErrors = appended(vErrors, validate65.errors);
errors = vErrors.length;
}
var valid0 = _errs5 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.message !== undefined){
const _errs6 = errors;
if(typeof data.message !== "string"){
validate97.errors = [{instancePath:instancePath+"/message",schemaPath:"#/properties/message/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.remedy !== undefined){
const _errs8 = errors;
if(typeof data.remedy !== "string"){
validate97.errors = [{instancePath:instancePath+"/remedy",schemaPath:"#/properties/remedy/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
}
else {
validate97.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate97.errors = vErrors;
return errors === 0;
}


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/report.json" */;
let vErrors = null;
let errors = 0;
const _errs1 = errors;
let valid0 = true;
const _errs2 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.result !== undefined){
if("error" !== data.result){
const err0 = {};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
}
var _valid0 = _errs2 === errors;
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
let ifClause0;
if(_valid0){
const _errs4 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.problems !== undefined){
let data1 = data.problems;
const _errs5 = errors;
if(errors === _errs5){
if(Array.isArray(data1)){
if(data1.length < 1){
validate21.errors = [{instancePath:instancePath+"/problems",schemaPath:"#/then/properties/problems/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/problems",schemaPath:"#/then/properties/problems/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
}
}
var _valid0 = _errs4 === errors;
valid0 = _valid0;
ifClause0 = "then";
}
else {
const _errs7 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.problems !== undefined){
let data2 = data.problems;
const _errs8 = errors;
if(errors === _errs8){
if(Array.isArray(data2)){
if(data2.length > 0){
validate21.errors = [{instancePath:instancePath+"/problems",schemaPath:"#/else/properties/problems/maxItems",keyword:"maxItems",params:{limit: 0}}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/problems",schemaPath:"#/else/properties/problems/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
}
}
var _valid0 = _errs7 === errors;
valid0 = _valid0;
ifClause0 = "else";
}
if(!valid0){
const err1 = {instancePath,schemaPath:"#/if",keyword:"if",params:{failingKeyword: ifClause0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
validate21.errors = vErrors;
return false;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
let missing0;
if(((((((((((((data.formatVersion === undefined) && (missing0 = "formatVersion")) || ((data.tool === undefined) && (missing0 = "tool"))) || ((data.mode === undefined) && (missing0 = "mode"))) || ((data.result === undefined) && (missing0 = "result"))) || ((data.base === undefined) && (missing0 = "base"))) || ((data.clusters === undefined) && (missing0 = "clusters"))) || ((data.coverage === undefined) && (missing0 = "coverage"))) || ((data.predictions === undefined) && (missing0 = "predictions"))) || ((data.findings === undefined) && (missing0 = "findings"))) || ((data.waivers === undefined) && (missing0 = "waivers"))) || ((data.problems === undefined) && (missing0 = "problems"))) || ((data.notices === undefined) && (missing0 = "notices"))){
validate21.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
const _errs10 = errors;
for(const key0 in data){
if(!(func2.call(schema6.properties, key0))){
validate21.errors = [{instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}}];
return false;
break;
}
}
if(_errs10 === errors){
if(data.formatVersion !== undefined){
let data3 = data.formatVersion;
const _errs11 = errors;
if(!((data3 === 1) || (data3 === 2))){
validate21.errors = [{instancePath:instancePath+"/formatVersion",schemaPath:"#/properties/formatVersion/enum",keyword:"enum",params:{allowedValues: schema6.properties.formatVersion.enum}}];
return false;
}
var valid4 = _errs11 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.tool !== undefined){
let data4 = data.tool;
const _errs12 = errors;
if(errors === _errs12){
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
let missing1;
if(((data4.name === undefined) && (missing1 = "name")) || ((data4.version === undefined) && (missing1 = "version"))){
validate21.errors = [{instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
const _errs14 = errors;
for(const key1 in data4){
if(!((key1 === "name") || (key1 === "version"))){
validate21.errors = [{instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}}];
return false;
break;
}
}
if(_errs14 === errors){
if(data4.name !== undefined){
const _errs15 = errors;
if("crd-upgrade-guard" !== data4.name){
validate21.errors = [{instancePath:instancePath+"/tool/name",schemaPath:"#/properties/tool/properties/name/const",keyword:"const",params:{allowedValue: "crd-upgrade-guard"}}];
return false;
}
var valid5 = _errs15 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data4.version !== undefined){
const _errs16 = errors;
if(typeof data4.version !== "string"){
validate21.errors = [{instancePath:instancePath+"/tool/version",schemaPath:"#/properties/tool/properties/version/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs16 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid4 = _errs12 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.mode !== undefined){
let data7 = data.mode;
const _errs18 = errors;
if(!((data7 === "check") || (data7 === "gate"))){
validate21.errors = [{instancePath:instancePath+"/mode",schemaPath:"#/properties/mode/enum",keyword:"enum",params:{allowedValues: schema6.properties.mode.enum}}];
return false;
}
var valid4 = _errs18 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.folder !== undefined){
const _errs19 = errors;
if(typeof data.folder !== "string"){
validate21.errors = [{instancePath:instancePath+"/folder",schemaPath:"#/properties/folder/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid4 = _errs19 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.result !== undefined){
let data9 = data.result;
const _errs21 = errors;
if(!((((data9 === "pass") || (data9 === "warn")) || (data9 === "fail")) || (data9 === "error"))){
validate21.errors = [{instancePath:instancePath+"/result",schemaPath:"#/properties/result/enum",keyword:"enum",params:{allowedValues: schema6.properties.result.enum}}];
return false;
}
var valid4 = _errs21 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.base !== undefined){
const _errs22 = errors;
if(!(validate22(data.base, {instancePath:instancePath+"/base",parentData:data,parentDataProperty:"base",rootData}))){
vErrors = appended(vErrors, validate22.errors);
errors = vErrors.length;
}
var valid4 = _errs22 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.clusters !== undefined){
let data11 = data.clusters;
const _errs23 = errors;
if(errors === _errs23){
if(Array.isArray(data11)){
var valid6 = true;
const len0 = data11.length;
for(let i0=0; i0<len0; i0++){
const _errs25 = errors;
if(!(validate24(data11[i0], {instancePath:instancePath+"/clusters/" + i0,parentData:data11,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate24.errors);
errors = vErrors.length;
}
var valid6 = _errs25 === errors;
if(!valid6){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/clusters",schemaPath:"#/properties/clusters/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid4 = _errs23 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.coverage !== undefined){
const _errs26 = errors;
if(!(validate28(data.coverage, {instancePath:instancePath+"/coverage",parentData:data,parentDataProperty:"coverage",rootData}))){
vErrors = appended(vErrors, validate28.errors);
errors = vErrors.length;
}
var valid4 = _errs26 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.predictions !== undefined){
let data14 = data.predictions;
const _errs27 = errors;
if(errors === _errs27){
if(Array.isArray(data14)){
var valid7 = true;
const len1 = data14.length;
for(let i1=0; i1<len1; i1++){
const _errs29 = errors;
if(!(validate43(data14[i1], {instancePath:instancePath+"/predictions/" + i1,parentData:data14,parentDataProperty:i1,rootData}))){
vErrors = appended(vErrors, validate43.errors);
errors = vErrors.length;
}
var valid7 = _errs29 === errors;
if(!valid7){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/predictions",schemaPath:"#/properties/predictions/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid4 = _errs27 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.migrationDebt !== undefined){
let data16 = data.migrationDebt;
const _errs30 = errors;
if(errors === _errs30){
if(Array.isArray(data16)){
if(data16.length < 1){
validate21.errors = [{instancePath:instancePath+"/migrationDebt",schemaPath:"#/properties/migrationDebt/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid8 = true;
const len2 = data16.length;
for(let i2=0; i2<len2; i2++){
const _errs32 = errors;
if(!(validate56(data16[i2], {instancePath:instancePath+"/migrationDebt/" + i2,parentData:data16,parentDataProperty:i2,rootData}))){
vErrors = appended(vErrors, validate56.errors);
errors = vErrors.length;
}
var valid8 = _errs32 === errors;
if(!valid8){
break;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/migrationDebt",schemaPath:"#/properties/migrationDebt/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid4 = _errs30 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.findings !== undefined){
let data18 = data.findings;
const _errs33 = errors;
if(errors === _errs33){
if(Array.isArray(data18)){
var valid9 = true;
const len3 = data18.length;
for(let i3=0; i3<len3; i3++){
const _errs35 = errors;
if(!(validate59(data18[i3], {instancePath:instancePath+"/findings/" + i3,parentData:data18,parentDataProperty:i3,rootData}))){
vErrors = appended(vErrors, validate59.errors);
errors = vErrors.length;
}
var valid9 = _errs35 === errors;
if(!valid9){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/findings",schemaPath:"#/properties/findings/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid4 = _errs33 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.waivers !== undefined){
let data20 = data.waivers;
const _errs36 = errors;
if(errors === _errs36){
if(Array.isArray(data20)){
var valid10 = true;
const len4 = data20.length;
for(let i4=0; i4<len4; i4++){
const _errs38 = errors;
if(!(validate95(data20[i4], {instancePath:instancePath+"/waivers/" + i4,parentData:data20,parentDataProperty:i4,rootData}))){
vErrors = appended(vErrors, validate95.errors);
errors = vErrors.length;
}
var valid10 = _errs38 === errors;
if(!valid10){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/waivers",schemaPath:"#/properties/waivers/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid4 = _errs36 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.problems !== undefined){
let data22 = data.problems;
const _errs39 = errors;
if(errors === _errs39){
if(Array.isArray(data22)){
var valid11 = true;
const len5 = data22.length;
for(let i5=0; i5<len5; i5++){
const _errs41 = errors;
if(!(validate97(data22[i5], {instancePath:instancePath+"/problems/" + i5,parentData:data22,parentDataProperty:i5,rootData}))){
vErrors = appended(vErrors, validate97.errors);
errors = vErrors.length;
}
var valid11 = _errs41 === errors;
if(!valid11){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/problems",schemaPath:"#/properties/problems/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid4 = _errs39 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data.notices !== undefined){
let data24 = data.notices;
const _errs42 = errors;
if(errors === _errs42){
if(Array.isArray(data24)){
var valid12 = true;
const len6 = data24.length;
for(let i6=0; i6<len6; i6++){
const _errs44 = errors;
if(typeof data24[i6] !== "string"){
validate21.errors = [{instancePath:instancePath+"/notices/" + i6,schemaPath:"#/properties/notices/items/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid12 = _errs44 === errors;
if(!valid12){
break;
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/notices",schemaPath:"#/properties/notices/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid4 = _errs42 === errors;
}
else {
var valid4 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}
return validator;
})();
export const releasesValidator = /* @__PURE__ */ (() => {
const validator = validate21;
const schema6 = {"$schema":"http://json-schema.org/draft-07/schema#","$id":"https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/releases.json","type":"object","additionalProperties":false,"required":["formatVersion","name","origin","releases"],"properties":{"formatVersion":{"enum":[1]},"name":{"$ref":"#/definitions/historyName"},"origin":{"$ref":"#/definitions/origin"},"releases":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/release"}}},"definitions":{"historyName":{"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"},"origin":{"type":"object","additionalProperties":false,"required":["tool","tags","paths"],"properties":{"tool":{"type":"string","pattern":"\\S"},"tags":{"type":"array","items":{"type":"string","pattern":"\\S"}},"paths":{"type":"array","items":{"type":"string","pattern":"\\S"}},"rendered":{"$ref":"#/definitions/rendered"},"preReleases":{"const":true},"since":{"type":"string","pattern":"\\S"}}},"rendered":{"type":"object","additionalProperties":false,"properties":{"charts":{"type":"array","minItems":1,"items":{"type":"string","pattern":"\\S"}},"repository":{"type":"string","pattern":"\\S"},"kustomizations":{"type":"array","minItems":1,"items":{"type":"string","pattern":"\\S"}},"set":{"type":"array","minItems":1,"items":{"type":"string","pattern":"="}}}},"release":{"type":"object","additionalProperties":false,"required":["version","crds"],"anyOf":[{"required":["commit"]},{"required":["digest"]}],"properties":{"version":{"type":"string","pattern":"^[^\\s\\u0000-\\u001f\\u007f]{1,256}$"},"commit":{"$ref":"#/definitions/commit"},"digest":{"$ref":"#/definitions/archiveDigest"},"crds":{"type":"object","additionalProperties":{"$ref":"#/definitions/crd"}}}},"archiveDigest":{"type":"string","pattern":"^sha256:[0-9a-f]{64}$"},"commit":{"type":"string","pattern":"^([0-9a-f]{40}|[0-9a-f]{64})$"},"crd":{"type":["object","null"],"additionalProperties":false,"properties":{"facts":{"$ref":"#/definitions/facts"},"refused":{"type":"array","minItems":1,"items":{"type":"string"}},"undecided":{"type":"array","minItems":1,"items":{"type":"string"}}}},"facts":{"type":"object","additionalProperties":false,"required":["group","names","scope","versions","conversion"],"properties":{"group":{"type":"string","pattern":"\\S"},"names":{"$ref":"#/definitions/names"},"scope":{"enum":["Cluster","Namespaced"]},"versions":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/version"}},"conversion":{"$ref":"#/definitions/conversion"},"preserveUnknownFields":{"const":true},"apiApproved":{"enum":["approved","unapproved","missing","invalid"]},"schemaFaults":{"$ref":"#/definitions/schemaFaults"},"cel":{"$ref":"#/definitions/cel"},"keepsNothing":{"type":"array","minItems":1,"items":{"type":"string"}}}},"names":{"type":"object","additionalProperties":false,"required":["plural","kind"],"properties":{"plural":{"type":"string"},"singular":{"type":"string"},"kind":{"type":"string"},"listKind":{"type":"string"},"shortNames":{"type":"array","items":{"type":"string"}},"categories":{"type":"array","items":{"type":"string"}}}},"version":{"type":"object","additionalProperties":false,"required":["name","served","storage","schema"],"properties":{"name":{"type":"string","pattern":"\\S"},"served":{"type":"boolean"},"storage":{"type":"boolean"},"deprecated":{"const":true},"schema":{"$ref":"#/definitions/digest"},"selectableFields":{"type":"array","minItems":9,"items":{"type":"string"}}}},"digest":{"type":"string","pattern":"^(absent|sha256:[0-9a-f]{64})$"},"conversion":{"type":"object","additionalProperties":false,"required":["strategy"],"properties":{"strategy":{"enum":["None","Webhook"]},"reviewVersions":{"type":"array","items":{"type":"string"}},"caBundle":{"enum":["valid","invalid","absent"]},"service":{"type":"string","pattern":"\\S"}}},"schemaFaults":{"type":"object","additionalProperties":false,"properties":{"nonStructural":{"enum":[true,"unknown"]},"invalidTypes":{"enum":[true,"unknown"]},"unprunedDefaults":{"enum":[true,"unknown"]},"nonAtomicSets":{"enum":[true,"unknown"]},"invalidMapKeys":{"enum":[true,"unknown"]}}},"cel":{"type":["object","string"],"pattern":"^unknown$","additionalProperties":false,"required":["compiled","rules"],"properties":{"compiled":{"type":"array","items":{"$ref":"#/definitions/compiled"}},"rules":{"$ref":"#/definitions/texts"},"messageExpressions":{"$ref":"#/definitions/texts"}}},"compiled":{"type":"object","additionalProperties":false,"required":["rules"],"properties":{"rules":{"$ref":"#/definitions/digests"},"defaults":{"$ref":"#/definitions/digests"}}},"compiledDigest":{"type":"string","pattern":"^[A-Za-z0-9_-]{16}$"},"digests":{"type":"array","items":{"$ref":"#/definitions/compiledDigest"}},"texts":{"type":"array","items":{"$ref":"#/definitions/textDigest"}},"textDigest":{"type":"string","pattern":"^[A-Za-z0-9_-]{12}$"}}};
const schema7 = {"type":"string","pattern":"^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"};
const pattern0 = new RegExp("^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$", "u");

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern0.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(?![-. ])(?!.* $)(?!.*\\.\\.)[^/\\\\*?\\[\\]{}\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,100}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}

const schema8 = {"type":"object","additionalProperties":false,"required":["tool","tags","paths"],"properties":{"tool":{"type":"string","pattern":"\\S"},"tags":{"type":"array","items":{"type":"string","pattern":"\\S"}},"paths":{"type":"array","items":{"type":"string","pattern":"\\S"}},"rendered":{"$ref":"#/definitions/rendered"},"preReleases":{"const":true},"since":{"type":"string","pattern":"\\S"}}};
const pattern1 = new RegExp("\\S", "u");
const schema9 = {"type":"object","additionalProperties":false,"properties":{"charts":{"type":"array","minItems":1,"items":{"type":"string","pattern":"\\S"}},"repository":{"type":"string","pattern":"\\S"},"kustomizations":{"type":"array","minItems":1,"items":{"type":"string","pattern":"\\S"}},"set":{"type":"array","minItems":1,"items":{"type":"string","pattern":"="}}}};
const pattern7 = new RegExp("=", "u");

function validate25(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((key0 === "charts") || (key0 === "repository")) || (key0 === "kustomizations")) || (key0 === "set"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.charts !== undefined){
let data0 = data.charts;
if(Array.isArray(data0)){
if(data0.length < 1){
const err1 = {instancePath:instancePath+"/charts",schemaPath:"#/properties/charts/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
let data1 = data0[i0];
if(typeof data1 === "string"){
if(!pattern1.test(data1)){
const err2 = {instancePath:instancePath+"/charts/" + i0,schemaPath:"#/properties/charts/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/charts/" + i0,schemaPath:"#/properties/charts/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath:instancePath+"/charts",schemaPath:"#/properties/charts/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.repository !== undefined){
let data2 = data.repository;
if(typeof data2 === "string"){
if(!pattern1.test(data2)){
const err5 = {instancePath:instancePath+"/repository",schemaPath:"#/properties/repository/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/repository",schemaPath:"#/properties/repository/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.kustomizations !== undefined){
let data3 = data.kustomizations;
if(Array.isArray(data3)){
if(data3.length < 1){
const err7 = {instancePath:instancePath+"/kustomizations",schemaPath:"#/properties/kustomizations/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if(typeof data4 === "string"){
if(!pattern1.test(data4)){
const err8 = {instancePath:instancePath+"/kustomizations/" + i1,schemaPath:"#/properties/kustomizations/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/kustomizations/" + i1,schemaPath:"#/properties/kustomizations/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath:instancePath+"/kustomizations",schemaPath:"#/properties/kustomizations/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.set !== undefined){
let data5 = data.set;
if(Array.isArray(data5)){
if(data5.length < 1){
const err11 = {instancePath:instancePath+"/set",schemaPath:"#/properties/set/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
const len2 = data5.length;
for(let i2=0; i2<len2; i2++){
let data6 = data5[i2];
if(typeof data6 === "string"){
if(!pattern7.test(data6)){
const err12 = {instancePath:instancePath+"/set/" + i2,schemaPath:"#/properties/set/items/pattern",keyword:"pattern",params:{pattern: "="}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/set/" + i2,schemaPath:"#/properties/set/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
else {
const err14 = {instancePath:instancePath+"/set",schemaPath:"#/properties/set/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
validate25.errors = vErrors;
return errors === 0;
}


function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.tool === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "tool"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.tags === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "tags"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.paths === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "paths"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "tool") || (key0 === "tags")) || (key0 === "paths")) || (key0 === "rendered")) || (key0 === "preReleases")) || (key0 === "since"))){
const err3 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.tool !== undefined){
let data0 = data.tool;
if(typeof data0 === "string"){
if(!pattern1.test(data0)){
const err4 = {instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/tool",schemaPath:"#/properties/tool/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.tags !== undefined){
let data1 = data.tags;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 === "string"){
if(!pattern1.test(data2)){
const err6 = {instancePath:instancePath+"/tags/" + i0,schemaPath:"#/properties/tags/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/tags/" + i0,schemaPath:"#/properties/tags/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/tags",schemaPath:"#/properties/tags/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.paths !== undefined){
let data3 = data.paths;
if(Array.isArray(data3)){
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
let data4 = data3[i1];
if(typeof data4 === "string"){
if(!pattern1.test(data4)){
const err9 = {instancePath:instancePath+"/paths/" + i1,schemaPath:"#/properties/paths/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/paths/" + i1,schemaPath:"#/properties/paths/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath:instancePath+"/paths",schemaPath:"#/properties/paths/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.rendered !== undefined){
if(!(validate25(data.rendered, {instancePath:instancePath+"/rendered",parentData:data,parentDataProperty:"rendered",rootData}))){
vErrors = appended(vErrors, validate25.errors);
errors = vErrors.length;
}
}
if(data.preReleases !== undefined){
if(true !== data.preReleases){
const err12 = {instancePath:instancePath+"/preReleases",schemaPath:"#/properties/preReleases/const",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.since !== undefined){
let data7 = data.since;
if(typeof data7 === "string"){
if(!pattern1.test(data7)){
const err13 = {instancePath:instancePath+"/since",schemaPath:"#/properties/since/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/since",schemaPath:"#/properties/since/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}

const schema10 = {"type":"object","additionalProperties":false,"required":["version","crds"],"anyOf":[{"required":["commit"]},{"required":["digest"]}],"properties":{"version":{"type":"string","pattern":"^[^\\s\\u0000-\\u001f\\u007f]{1,256}$"},"commit":{"$ref":"#/definitions/commit"},"digest":{"$ref":"#/definitions/archiveDigest"},"crds":{"type":"object","additionalProperties":{"$ref":"#/definitions/crd"}}}};
const pattern9 = new RegExp("^[^\\s\\u0000-\\u001f\\u007f]{1,256}$", "u");
const schema11 = {"type":"string","pattern":"^([0-9a-f]{40}|[0-9a-f]{64})$"};
const pattern10 = new RegExp("^([0-9a-f]{40}|[0-9a-f]{64})$", "u");

function validate29(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern10.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^([0-9a-f]{40}|[0-9a-f]{64})$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate29.errors = vErrors;
return errors === 0;
}

const schema12 = {"type":"string","pattern":"^sha256:[0-9a-f]{64}$"};
const pattern11 = new RegExp("^sha256:[0-9a-f]{64}$", "u");

function validate31(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern11.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^sha256:[0-9a-f]{64}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate31.errors = vErrors;
return errors === 0;
}

const schema13 = {"type":["object","null"],"additionalProperties":false,"properties":{"facts":{"$ref":"#/definitions/facts"},"refused":{"type":"array","minItems":1,"items":{"type":"string"}},"undecided":{"type":"array","minItems":1,"items":{"type":"string"}}}};
const schema14 = {"type":"object","additionalProperties":false,"required":["group","names","scope","versions","conversion"],"properties":{"group":{"type":"string","pattern":"\\S"},"names":{"$ref":"#/definitions/names"},"scope":{"enum":["Cluster","Namespaced"]},"versions":{"type":"array","minItems":1,"items":{"$ref":"#/definitions/version"}},"conversion":{"$ref":"#/definitions/conversion"},"preserveUnknownFields":{"const":true},"apiApproved":{"enum":["approved","unapproved","missing","invalid"]},"schemaFaults":{"$ref":"#/definitions/schemaFaults"},"cel":{"$ref":"#/definitions/cel"},"keepsNothing":{"type":"array","minItems":1,"items":{"type":"string"}}}};
const func2 = Object.prototype.hasOwnProperty;
const schema15 = {"type":"object","additionalProperties":false,"required":["plural","kind"],"properties":{"plural":{"type":"string"},"singular":{"type":"string"},"kind":{"type":"string"},"listKind":{"type":"string"},"shortNames":{"type":"array","items":{"type":"string"}},"categories":{"type":"array","items":{"type":"string"}}}};

function validate35(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.plural === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "plural"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.kind === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "kind"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "plural") || (key0 === "singular")) || (key0 === "kind")) || (key0 === "listKind")) || (key0 === "shortNames")) || (key0 === "categories"))){
const err2 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.plural !== undefined){
if(typeof data.plural !== "string"){
const err3 = {instancePath:instancePath+"/plural",schemaPath:"#/properties/plural/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.singular !== undefined){
if(typeof data.singular !== "string"){
const err4 = {instancePath:instancePath+"/singular",schemaPath:"#/properties/singular/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.kind !== undefined){
if(typeof data.kind !== "string"){
const err5 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.listKind !== undefined){
if(typeof data.listKind !== "string"){
const err6 = {instancePath:instancePath+"/listKind",schemaPath:"#/properties/listKind/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.shortNames !== undefined){
let data4 = data.shortNames;
if(Array.isArray(data4)){
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
if(typeof data4[i0] !== "string"){
const err7 = {instancePath:instancePath+"/shortNames/" + i0,schemaPath:"#/properties/shortNames/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath:instancePath+"/shortNames",schemaPath:"#/properties/shortNames/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.categories !== undefined){
let data6 = data.categories;
if(Array.isArray(data6)){
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
if(typeof data6[i1] !== "string"){
const err9 = {instancePath:instancePath+"/categories/" + i1,schemaPath:"#/properties/categories/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath:instancePath+"/categories",schemaPath:"#/properties/categories/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
}
else {
const err11 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
validate35.errors = vErrors;
return errors === 0;
}

const schema16 = {"type":"object","additionalProperties":false,"required":["name","served","storage","schema"],"properties":{"name":{"type":"string","pattern":"\\S"},"served":{"type":"boolean"},"storage":{"type":"boolean"},"deprecated":{"const":true},"schema":{"$ref":"#/definitions/digest"},"selectableFields":{"type":"array","minItems":9,"items":{"type":"string"}}}};
const schema17 = {"type":"string","pattern":"^(absent|sha256:[0-9a-f]{64})$"};
const pattern14 = new RegExp("^(absent|sha256:[0-9a-f]{64})$", "u");

function validate38(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern14.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^(absent|sha256:[0-9a-f]{64})$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate38.errors = vErrors;
return errors === 0;
}


function validate37(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.served === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "served"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.storage === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "storage"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.schema === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "schema"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((((key0 === "name") || (key0 === "served")) || (key0 === "storage")) || (key0 === "deprecated")) || (key0 === "schema")) || (key0 === "selectableFields"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.name !== undefined){
let data0 = data.name;
if(typeof data0 === "string"){
if(!pattern1.test(data0)){
const err5 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.served !== undefined){
if(typeof data.served !== "boolean"){
const err7 = {instancePath:instancePath+"/served",schemaPath:"#/properties/served/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.storage !== undefined){
if(typeof data.storage !== "boolean"){
const err8 = {instancePath:instancePath+"/storage",schemaPath:"#/properties/storage/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.deprecated !== undefined){
if(true !== data.deprecated){
const err9 = {instancePath:instancePath+"/deprecated",schemaPath:"#/properties/deprecated/const",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.schema !== undefined){
if(!(validate38(data.schema, {instancePath:instancePath+"/schema",parentData:data,parentDataProperty:"schema",rootData}))){
vErrors = appended(vErrors, validate38.errors);
errors = vErrors.length;
}
}
if(data.selectableFields !== undefined){
let data5 = data.selectableFields;
if(Array.isArray(data5)){
if(data5.length < 9){
const err10 = {instancePath:instancePath+"/selectableFields",schemaPath:"#/properties/selectableFields/minItems",keyword:"minItems",params:{limit: 9}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
if(typeof data5[i0] !== "string"){
const err11 = {instancePath:instancePath+"/selectableFields/" + i0,schemaPath:"#/properties/selectableFields/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath:instancePath+"/selectableFields",schemaPath:"#/properties/selectableFields/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
validate37.errors = vErrors;
return errors === 0;
}

const schema18 = {"type":"object","additionalProperties":false,"required":["strategy"],"properties":{"strategy":{"enum":["None","Webhook"]},"reviewVersions":{"type":"array","items":{"type":"string"}},"caBundle":{"enum":["valid","invalid","absent"]},"service":{"type":"string","pattern":"\\S"}}};

function validate41(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.strategy === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "strategy"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "strategy") || (key0 === "reviewVersions")) || (key0 === "caBundle")) || (key0 === "service"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.strategy !== undefined){
let data0 = data.strategy;
if(!((data0 === "None") || (data0 === "Webhook"))){
const err2 = {instancePath:instancePath+"/strategy",schemaPath:"#/properties/strategy/enum",keyword:"enum",params:{allowedValues: schema18.properties.strategy.enum}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.reviewVersions !== undefined){
let data1 = data.reviewVersions;
if(Array.isArray(data1)){
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(typeof data1[i0] !== "string"){
const err3 = {instancePath:instancePath+"/reviewVersions/" + i0,schemaPath:"#/properties/reviewVersions/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath:instancePath+"/reviewVersions",schemaPath:"#/properties/reviewVersions/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.caBundle !== undefined){
let data3 = data.caBundle;
if(!(((data3 === "valid") || (data3 === "invalid")) || (data3 === "absent"))){
const err5 = {instancePath:instancePath+"/caBundle",schemaPath:"#/properties/caBundle/enum",keyword:"enum",params:{allowedValues: schema18.properties.caBundle.enum}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.service !== undefined){
let data4 = data.service;
if(typeof data4 === "string"){
if(!pattern1.test(data4)){
const err6 = {instancePath:instancePath+"/service",schemaPath:"#/properties/service/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/service",schemaPath:"#/properties/service/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate41.errors = vErrors;
return errors === 0;
}

const schema19 = {"type":"object","additionalProperties":false,"properties":{"nonStructural":{"enum":[true,"unknown"]},"invalidTypes":{"enum":[true,"unknown"]},"unprunedDefaults":{"enum":[true,"unknown"]},"nonAtomicSets":{"enum":[true,"unknown"]},"invalidMapKeys":{"enum":[true,"unknown"]}}};

function validate43(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((key0 === "nonStructural") || (key0 === "invalidTypes")) || (key0 === "unprunedDefaults")) || (key0 === "nonAtomicSets")) || (key0 === "invalidMapKeys"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.nonStructural !== undefined){
let data0 = data.nonStructural;
if(!((data0 === true) || (data0 === "unknown"))){
const err1 = {instancePath:instancePath+"/nonStructural",schemaPath:"#/properties/nonStructural/enum",keyword:"enum",params:{allowedValues: schema19.properties.nonStructural.enum}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.invalidTypes !== undefined){
let data1 = data.invalidTypes;
if(!((data1 === true) || (data1 === "unknown"))){
const err2 = {instancePath:instancePath+"/invalidTypes",schemaPath:"#/properties/invalidTypes/enum",keyword:"enum",params:{allowedValues: schema19.properties.invalidTypes.enum}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.unprunedDefaults !== undefined){
let data2 = data.unprunedDefaults;
if(!((data2 === true) || (data2 === "unknown"))){
const err3 = {instancePath:instancePath+"/unprunedDefaults",schemaPath:"#/properties/unprunedDefaults/enum",keyword:"enum",params:{allowedValues: schema19.properties.unprunedDefaults.enum}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.nonAtomicSets !== undefined){
let data3 = data.nonAtomicSets;
if(!((data3 === true) || (data3 === "unknown"))){
const err4 = {instancePath:instancePath+"/nonAtomicSets",schemaPath:"#/properties/nonAtomicSets/enum",keyword:"enum",params:{allowedValues: schema19.properties.nonAtomicSets.enum}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.invalidMapKeys !== undefined){
let data4 = data.invalidMapKeys;
if(!((data4 === true) || (data4 === "unknown"))){
const err5 = {instancePath:instancePath+"/invalidMapKeys",schemaPath:"#/properties/invalidMapKeys/enum",keyword:"enum",params:{allowedValues: schema19.properties.invalidMapKeys.enum}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate43.errors = vErrors;
return errors === 0;
}

const schema20 = {"type":["object","string"],"pattern":"^unknown$","additionalProperties":false,"required":["compiled","rules"],"properties":{"compiled":{"type":"array","items":{"$ref":"#/definitions/compiled"}},"rules":{"$ref":"#/definitions/texts"},"messageExpressions":{"$ref":"#/definitions/texts"}}};
const pattern16 = new RegExp("^unknown$", "u");
const schema21 = {"type":"object","additionalProperties":false,"required":["rules"],"properties":{"rules":{"$ref":"#/definitions/digests"},"defaults":{"$ref":"#/definitions/digests"}}};
const schema22 = {"type":"array","items":{"$ref":"#/definitions/compiledDigest"}};
const schema23 = {"type":"string","pattern":"^[A-Za-z0-9_-]{16}$"};
const pattern17 = new RegExp("^[A-Za-z0-9_-]{16}$", "u");

function validate48(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern17.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_-]{16}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate48.errors = vErrors;
return errors === 0;
}


function validate47(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate48(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate48.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate47.errors = vErrors;
return errors === 0;
}


function validate46(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.rules === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "rules"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!((key0 === "rules") || (key0 === "defaults"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.rules !== undefined){
if(!(validate47(data.rules, {instancePath:instancePath+"/rules",parentData:data,parentDataProperty:"rules",rootData}))){
vErrors = appended(vErrors, validate47.errors);
errors = vErrors.length;
}
}
if(data.defaults !== undefined){
if(!(validate47(data.defaults, {instancePath:instancePath+"/defaults",parentData:data,parentDataProperty:"defaults",rootData}))){
vErrors = appended(vErrors, validate47.errors);
errors = vErrors.length;
}
}
}
else {
const err2 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate46.errors = vErrors;
return errors === 0;
}

const schema24 = {"type":"array","items":{"$ref":"#/definitions/textDigest"}};
const schema25 = {"type":"string","pattern":"^[A-Za-z0-9_-]{12}$"};
const pattern18 = new RegExp("^[A-Za-z0-9_-]{12}$", "u");

function validate54(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(typeof data === "string"){
if(!pattern18.test(data)){
const err0 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_-]{12}$"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
else {
const err1 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate54.errors = vErrors;
return errors === 0;
}


function validate53(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(Array.isArray(data)){
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(!(validate54(data[i0], {instancePath:instancePath+"/" + i0,parentData:data,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate54.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
validate53.errors = vErrors;
return errors === 0;
}


function validate45(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((!(data && typeof data == "object" && !Array.isArray(data))) && (typeof data !== "string")){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema20.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(typeof data === "string"){
if(!pattern16.test(data)){
const err1 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "^unknown$"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.compiled === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "compiled"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.rules === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "rules"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!(((key0 === "compiled") || (key0 === "rules")) || (key0 === "messageExpressions"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.compiled !== undefined){
let data0 = data.compiled;
if(Array.isArray(data0)){
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(!(validate46(data0[i0], {instancePath:instancePath+"/compiled/" + i0,parentData:data0,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate46.errors);
errors = vErrors.length;
}
}
}
else {
const err5 = {instancePath:instancePath+"/compiled",schemaPath:"#/properties/compiled/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.rules !== undefined){
if(!(validate53(data.rules, {instancePath:instancePath+"/rules",parentData:data,parentDataProperty:"rules",rootData}))){
vErrors = appended(vErrors, validate53.errors);
errors = vErrors.length;
}
}
if(data.messageExpressions !== undefined){
if(!(validate53(data.messageExpressions, {instancePath:instancePath+"/messageExpressions",parentData:data,parentDataProperty:"messageExpressions",rootData}))){
vErrors = appended(vErrors, validate53.errors);
errors = vErrors.length;
}
}
}
validate45.errors = vErrors;
return errors === 0;
}


function validate34(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.group === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "group"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.names === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "names"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.scope === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "scope"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.versions === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "versions"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.conversion === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "conversion"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema14.properties, key0))){
const err5 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.group !== undefined){
let data0 = data.group;
if(typeof data0 === "string"){
if(!pattern1.test(data0)){
const err6 = {instancePath:instancePath+"/group",schemaPath:"#/properties/group/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/group",schemaPath:"#/properties/group/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.names !== undefined){
if(!(validate35(data.names, {instancePath:instancePath+"/names",parentData:data,parentDataProperty:"names",rootData}))){
vErrors = appended(vErrors, validate35.errors);
errors = vErrors.length;
}
}
if(data.scope !== undefined){
let data2 = data.scope;
if(!((data2 === "Cluster") || (data2 === "Namespaced"))){
const err8 = {instancePath:instancePath+"/scope",schemaPath:"#/properties/scope/enum",keyword:"enum",params:{allowedValues: schema14.properties.scope.enum}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.versions !== undefined){
let data3 = data.versions;
if(Array.isArray(data3)){
if(data3.length < 1){
const err9 = {instancePath:instancePath+"/versions",schemaPath:"#/properties/versions/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
if(!(validate37(data3[i0], {instancePath:instancePath+"/versions/" + i0,parentData:data3,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate37.errors);
errors = vErrors.length;
}
}
}
else {
const err10 = {instancePath:instancePath+"/versions",schemaPath:"#/properties/versions/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.conversion !== undefined){
if(!(validate41(data.conversion, {instancePath:instancePath+"/conversion",parentData:data,parentDataProperty:"conversion",rootData}))){
vErrors = appended(vErrors, validate41.errors);
errors = vErrors.length;
}
}
if(data.preserveUnknownFields !== undefined){
if(true !== data.preserveUnknownFields){
const err11 = {instancePath:instancePath+"/preserveUnknownFields",schemaPath:"#/properties/preserveUnknownFields/const",keyword:"const",params:{allowedValue: true}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.apiApproved !== undefined){
let data7 = data.apiApproved;
if(!((((data7 === "approved") || (data7 === "unapproved")) || (data7 === "missing")) || (data7 === "invalid"))){
const err12 = {instancePath:instancePath+"/apiApproved",schemaPath:"#/properties/apiApproved/enum",keyword:"enum",params:{allowedValues: schema14.properties.apiApproved.enum}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.schemaFaults !== undefined){
if(!(validate43(data.schemaFaults, {instancePath:instancePath+"/schemaFaults",parentData:data,parentDataProperty:"schemaFaults",rootData}))){
vErrors = appended(vErrors, validate43.errors);
errors = vErrors.length;
}
}
if(data.cel !== undefined){
if(!(validate45(data.cel, {instancePath:instancePath+"/cel",parentData:data,parentDataProperty:"cel",rootData}))){
vErrors = appended(vErrors, validate45.errors);
errors = vErrors.length;
}
}
if(data.keepsNothing !== undefined){
let data10 = data.keepsNothing;
if(Array.isArray(data10)){
if(data10.length < 1){
const err13 = {instancePath:instancePath+"/keepsNothing",schemaPath:"#/properties/keepsNothing/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
const len1 = data10.length;
for(let i1=0; i1<len1; i1++){
if(typeof data10[i1] !== "string"){
const err14 = {instancePath:instancePath+"/keepsNothing/" + i1,schemaPath:"#/properties/keepsNothing/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/keepsNothing",schemaPath:"#/properties/keepsNothing/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
validate34.errors = vErrors;
return errors === 0;
}


function validate33(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((!(data && typeof data == "object" && !Array.isArray(data))) && (data !== null)){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema13.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((key0 === "facts") || (key0 === "refused")) || (key0 === "undecided"))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.facts !== undefined){
if(!(validate34(data.facts, {instancePath:instancePath+"/facts",parentData:data,parentDataProperty:"facts",rootData}))){
vErrors = appended(vErrors, validate34.errors);
errors = vErrors.length;
}
}
if(data.refused !== undefined){
let data1 = data.refused;
if(Array.isArray(data1)){
if(data1.length < 1){
const err2 = {instancePath:instancePath+"/refused",schemaPath:"#/properties/refused/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
if(typeof data1[i0] !== "string"){
const err3 = {instancePath:instancePath+"/refused/" + i0,schemaPath:"#/properties/refused/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath:instancePath+"/refused",schemaPath:"#/properties/refused/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.undecided !== undefined){
let data3 = data.undecided;
if(Array.isArray(data3)){
if(data3.length < 1){
const err5 = {instancePath:instancePath+"/undecided",schemaPath:"#/properties/undecided/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
const len1 = data3.length;
for(let i1=0; i1<len1; i1++){
if(typeof data3[i1] !== "string"){
const err6 = {instancePath:instancePath+"/undecided/" + i1,schemaPath:"#/properties/undecided/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath:instancePath+"/undecided",schemaPath:"#/properties/undecided/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
validate33.errors = vErrors;
return errors === 0;
}


function validate28(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
const _errs1 = errors;
let valid0 = false;
const _errs2 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.commit === undefined){
const err0 = {instancePath,schemaPath:"#/anyOf/0/required",keyword:"required",params:{missingProperty: "commit"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var _valid0 = _errs2 === errors;
valid0 = valid0 || _valid0;
if(!valid0){
const _errs3 = errors;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.digest === undefined){
const err1 = {instancePath,schemaPath:"#/anyOf/1/required",keyword:"required",params:{missingProperty: "digest"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var _valid0 = _errs3 === errors;
valid0 = valid0 || _valid0;
}
if(!valid0){
const err2 = {instancePath,schemaPath:"#/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "version"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.crds === undefined){
const err4 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "crds"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "version") || (key0 === "commit")) || (key0 === "digest")) || (key0 === "crds"))){
const err5 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.version !== undefined){
let data0 = data.version;
if(typeof data0 === "string"){
if(!pattern9.test(data0)){
const err6 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/pattern",keyword:"pattern",params:{pattern: "^[^\\s\\u0000-\\u001f\\u007f]{1,256}$"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
else {
const err7 = {instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.commit !== undefined){
if(!(validate29(data.commit, {instancePath:instancePath+"/commit",parentData:data,parentDataProperty:"commit",rootData}))){
vErrors = appended(vErrors, validate29.errors);
errors = vErrors.length;
}
}
if(data.digest !== undefined){
if(!(validate31(data.digest, {instancePath:instancePath+"/digest",parentData:data,parentDataProperty:"digest",rootData}))){
vErrors = appended(vErrors, validate31.errors);
errors = vErrors.length;
}
}
if(data.crds !== undefined){
let data3 = data.crds;
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
for(const key1 in data3){
if(!(validate33(data3[key1], {instancePath:instancePath+"/crds/" + key1.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data3,parentDataProperty:key1,rootData}))){
vErrors = appended(vErrors, validate33.errors);
errors = vErrors.length;
}
}
}
else {
const err8 = {instancePath:instancePath+"/crds",schemaPath:"#/properties/crds/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
else {
const err9 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
validate28.errors = vErrors;
return errors === 0;
}


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="https://raw.githubusercontent.com/crd-upgrade-guard/crd-upgrade-guard/main/schema/releases.json" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.formatVersion === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "formatVersion"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.name === undefined){
const err1 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "name"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.origin === undefined){
const err2 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "origin"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.releases === undefined){
const err3 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "releases"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
for(const key0 in data){
if(!((((key0 === "formatVersion") || (key0 === "name")) || (key0 === "origin")) || (key0 === "releases"))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.formatVersion !== undefined){
if(!(data.formatVersion === 1)){
const err5 = {instancePath:instancePath+"/formatVersion",schemaPath:"#/properties/formatVersion/enum",keyword:"enum",params:{allowedValues: schema6.properties.formatVersion.enum}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.name !== undefined){
if(!(validate22(data.name, {instancePath:instancePath+"/name",parentData:data,parentDataProperty:"name",rootData}))){
vErrors = appended(vErrors, validate22.errors);
errors = vErrors.length;
}
}
if(data.origin !== undefined){
if(!(validate24(data.origin, {instancePath:instancePath+"/origin",parentData:data,parentDataProperty:"origin",rootData}))){
vErrors = appended(vErrors, validate24.errors);
errors = vErrors.length;
}
}
if(data.releases !== undefined){
let data3 = data.releases;
if(Array.isArray(data3)){
if(data3.length < 1){
const err6 = {instancePath:instancePath+"/releases",schemaPath:"#/properties/releases/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
const len0 = data3.length;
for(let i0=0; i0<len0; i0++){
if(!(validate28(data3[i0], {instancePath:instancePath+"/releases/" + i0,parentData:data3,parentDataProperty:i0,rootData}))){
vErrors = appended(vErrors, validate28.errors);
errors = vErrors.length;
}
}
}
else {
const err7 = {instancePath:instancePath+"/releases",schemaPath:"#/properties/releases/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
else {
const err8 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}
return validator;
})();
export const shapes = {"snapshot":{"keys":{"formatVersion":{},"cluster":{"definition":"clusterName"},"origin":{"definition":"origin","keys":{"kind":{},"tool":{},"identity":{"definition":"identity"}}},"serverVersion":{},"capturedAt":{"definition":"instant"},"complete":{},"selection":{"definition":"selection","keys":{"exclude":{"each":{}}}},"apis":{"each":{"definition":"api"}},"crds":{"each":{"definition":"crd","keys":{"group":{},"names":{"definition":"names","keys":{"plural":{},"singular":{},"kind":{},"listKind":{},"shortNames":{"each":{}},"categories":{"each":{}}}},"acceptedNames":{"definition":"names","keys":{"plural":{},"singular":{},"kind":{},"listKind":{},"shortNames":{"each":{}},"categories":{"each":{}}}},"scope":{},"versions":{"each":{"definition":"version","keys":{"name":{},"served":{},"storage":{},"deprecated":{},"schema":{"definition":"digest"},"selectableFields":{"each":{}}}}},"storedVersions":{"each":{}},"conditions":{"each":{}},"conversion":{"definition":"conversion","keys":{"strategy":{},"reviewVersions":{"each":{}},"caBundle":{},"service":{}}},"preserveUnknownFields":{},"apiApproved":{},"schemaFaults":{"definition":"schemaFaults","keys":{"nonStructural":{},"invalidTypes":{},"unprunedDefaults":{},"nonAtomicSets":{},"invalidMapKeys":{}}},"cel":{"definition":"cel","keys":{"compiled":{"each":{"definition":"compiled","keys":{"rules":{"definition":"digests","each":{"definition":"compiledDigest"}},"defaults":{"definition":"digests","each":{"definition":"compiledDigest"}}}}},"rules":{"definition":"texts","each":{"definition":"textDigest"}},"messageExpressions":{"definition":"texts","each":{"definition":"textDigest"}}}},"keepsNothing":{"each":{}},"terminating":{},"finalizers":{"each":{}},"storageMigrating":{},"owners":{"definition":"owners","keys":{"helmRelease":{},"managedBy":{},"resourcePolicy":{},"gatewayApi":{"keys":{"channel":{},"bundleVersion":{}}},"managers":{"each":{"keys":{"name":{},"operation":{},"states":{"each":{"definition":"stated"}}}}},"lastApplied":{"each":{"definition":"stated"}}}},"hasObjects":{}}}}}},"profile":{"keys":{"formatVersion":{},"cluster":{"definition":"clusterName"},"origin":{"definition":"origin","keys":{"tool":{},"identity":{"definition":"identity"}}},"capturedAt":{"definition":"instant"},"crds":{"each":{"definition":"crd","keys":{"notProfiled":{},"version":{},"schema":{"definition":"digest"},"capturedAt":{"definition":"instant"},"objects":{"definition":"count"},"unlisted":{"definition":"some"},"cut":{"definition":"some"},"paths":{"each":{"definition":"use","keys":{"objects":{"definition":"count"},"absent":{"definition":"some"},"types":{"each":{}},"enum":{"each":{"definition":"enumMember"}},"length":{"definition":"count"},"items":{"definition":"count"},"members":{"definition":"count"},"unlisted":{"definition":"some"}}}}}}}}},"config":{"keys":{"manifests":{"keys":{"include":{"definition":"globs","each":{"definition":"glob"}},"exclude":{"definition":"globs","each":{"definition":"glob"}}}},"rendered":{"definition":"globs","each":{"definition":"glob"}},"helm":{"each":{"definition":"helm","keys":{"chart":{"definition":"path"},"release":{"definition":"releaseName"},"namespace":{"definition":"namespace"},"values":{"each":{"definition":"path"}},"set":{"each":{},"keyDefinition":"setKey"},"clusters":{"definition":"clusterPatterns","each":{"definition":"clusterPattern"}},"crds":{},"kubeVersion":{"definition":"kubeVersion"}}}},"kustomize":{"each":{"definition":"kustomization","keys":{"path":{"definition":"path"},"clusters":{"definition":"clusterPatterns","each":{"definition":"clusterPattern"}}}}},"sources":{"keys":{"require":{},"ignore":{"definition":"globs","each":{"definition":"glob"}},"substitute":{"each":{},"keyDefinition":"variableName"}}},"argo":{"keys":{"destinations":{"each":{"definition":"clusterName"}}}},"fetch":{"keys":{"allow":{"each":{"definition":"address"}}}},"apply":{"definition":"apply"},"snapshots":{"definition":"snapshotGlobs","each":{"definition":"glob"}},"maxSnapshotAge":{"definition":"duration"},"releases":{"keys":{"histories":{"each":{}},"tags":{"each":{}},"paths":{"each":{}},"preReleases":{},"since":{}}},"targets":{"each":{"definition":"target","keys":{"paths":{"each":{"definition":"glob"}},"clusters":{"definition":"clusterPatterns","each":{"definition":"clusterPattern"}},"apply":{"definition":"apply"}}}},"rules":{"each":{"definition":"severity"}},"waivers":{"each":{"definition":"waiver","keys":{"rule":{"definition":"ruleId"},"crd":{"definition":"crdName"},"version":{"definition":"versionName"},"path":{"definition":"waivedPath"},"clusters":{"each":{"definition":"clusterPattern"}},"reason":{"definition":"text"},"owner":{"definition":"text"},"expires":{"definition":"date"}}}}}},"releases":{"keys":{"formatVersion":{},"name":{"definition":"historyName"},"origin":{"definition":"origin","keys":{"tool":{},"tags":{"each":{}},"paths":{"each":{}},"rendered":{"definition":"rendered","keys":{"charts":{"each":{}},"repository":{},"kustomizations":{"each":{}},"set":{"each":{}}}},"preReleases":{},"since":{}}},"releases":{"each":{"definition":"release","keys":{"version":{},"commit":{"definition":"commit"},"digest":{"definition":"archiveDigest"},"crds":{"each":{"definition":"crd","keys":{"facts":{"definition":"facts","keys":{"group":{},"names":{"definition":"names","keys":{"plural":{},"singular":{},"kind":{},"listKind":{},"shortNames":{"each":{}},"categories":{"each":{}}}},"scope":{},"versions":{"each":{"definition":"version","keys":{"name":{},"served":{},"storage":{},"deprecated":{},"schema":{"definition":"digest"},"selectableFields":{"each":{}}}}},"conversion":{"definition":"conversion","keys":{"strategy":{},"reviewVersions":{"each":{}},"caBundle":{},"service":{}}},"preserveUnknownFields":{},"apiApproved":{},"schemaFaults":{"definition":"schemaFaults","keys":{"nonStructural":{},"invalidTypes":{},"unprunedDefaults":{},"nonAtomicSets":{},"invalidMapKeys":{}}},"cel":{"definition":"cel","keys":{"compiled":{"each":{"definition":"compiled","keys":{"rules":{"definition":"digests","each":{"definition":"compiledDigest"}},"defaults":{"definition":"digests","each":{"definition":"compiledDigest"}}}}},"rules":{"definition":"texts","each":{"definition":"textDigest"}},"messageExpressions":{"definition":"texts","each":{"definition":"textDigest"}}}},"keepsNothing":{"each":{}}}},"refused":{"each":{}},"undecided":{"each":{}}}}}}}}}}};
